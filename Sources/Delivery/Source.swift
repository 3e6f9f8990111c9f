import Records
import State

/// Where records come from: a file, a folder, a stream, a bucket's prefix.
///
/// A source hands out its objects one by one; each is opened, read to its end and let go before the next. A new kind of
/// source is one file in Sources and one line in `SourceLocation`.
protocol Source: AnyObject {
  /// How messages name it, as the user gave it.
  var name: String { get }

  /// The next object; nil at the end.
  ///
  /// - Throws: Where the source as a whole cannot be read; there is no next object then.
  func next() throws(SourceError) -> SourceObject?

  /// What was passed over on purpose, by reason; complete behind the last object, and once it is closed.
  var skipped: [String: Int] { get }

  /// How many objects it has handed out.
  var objectCount: Int { get }

  /// The name under which the ledger notes that all of it was listed and dealt with; nil where that is of no use.
  var listing: String? { get }

  /// Ends what goes on in the background, wherever it is; no object follows.
  func close()
}

extension Source {
  var listing: String? { nil }

  func close() {}
}

/// One object of a source: a file, an object in a bucket, or a stream.
struct SourceObject {
  /// What `RecordSource` says: `s3://bucket/key`, the path as given, or `stdin`.
  let name: String
  /// Opens the object for one pass.
  let open: () throws(SourceError) -> Opening
  /// Opens what is there now in place of an object that was replaced after it was listed; nil where that cannot be.
  var openRenewed: (() throws(SourceError) -> Opening)?
}

/// What opening an object came to.
enum Opening {
  case open(OpenObject)
  /// Nothing of it is wanted, for the reason under which that is counted.
  case passedOver(String)
}

/// An object that is read.
struct OpenObject {
  let stream: any ByteStream
  /// What the ledger knows of it, by destination; empty for a stream, and where there is no ledger.
  var tracked: [TrackedObject] = []
  /// When it was last changed, in seconds since 1970; nil for a stream.
  var modified: Int64?
  /// Where reading goes on, where that is not the beginning.
  var continuation: Continuation?
  /// Tells at the end of the object whether it may still be written to: what its end cuts off may yet be completed.
  var mayGrowNow: () -> Bool = { false }
}

/// An object as the ledger knows it.
struct TrackedObject {
  let identity: ObjectIdentity
  /// Records that are not read again.
  let resolved: RecordSpans
}
