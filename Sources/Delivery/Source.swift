import Records
import State
import Threads

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

/// The bytes of one object, as stored.
protocol ByteStream: AnyObject {
  /// Reads what comes next.
  ///
  /// - Parameters:
  ///   - room: Where the bytes go; not empty.
  ///   - deadline: Until when to wait where bytes may be long in coming; nil waits for ever.
  /// - Returns: What there was.
  /// - Throws: Where the object cannot be read any further.
  func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece
}

enum StreamPiece {
  case bytes(Int)
  case end
  /// The deadline came first.
  case nothingYet
}

/// Why a source or an object cannot be read.
struct SourceError: Error, Sendable {
  enum Kind: Sendable, Equatable {
    /// It does not exist or cannot be read (66).
    case unreadable
    /// Whoever has it cannot be asked now; it stays open for a later run (75).
    case unavailable
    /// AWS does not let us (77).
    case credentials
    /// It was listed and is gone now; counted, no error.
    case vanished
    /// It is another one than was listed or than the one whose beginning was read.
    case changed
    /// It lies in an archive of this class; counted, and left for a later run.
    case archived(String)
    /// A setting is wrong (78).
    case configuration
    /// The ledger cannot be read or written (74).
    case disk
    /// The run was asked to end before it was read: nobody is told, and nothing is marked.
    case ended
  }

  let kind: Kind
  let words: String

  var problem: Problem {
    switch kind {
    case .unreadable, .vanished, .changed, .archived, .ended: Problem(.source, words)
    case .unavailable: Problem(.unsent, words)
    case .credentials: Problem(.credentials, words)
    case .configuration: Problem(.configuration, words)
    case .disk: Problem(.disk, words)
    }
  }
}

extension SourceError {
  init(_ error: StateError) {
    self.init(kind: .disk, words: error.description)
  }

  /// What comes in place of bytes once the run is to end.
  static let ended = SourceError(kind: .ended, words: "the run was asked to end")
}
