import AWS

/// An object of a listing that is to be read.
struct ListedObject: Sendable {
  let object: S3Object
  /// What the ledger knows of it; nil where there is no ledger.
  let tracked: [TrackedObject]
  /// Whether the source names it by its whole key, so that it must not be passed over.
  var isNamed = false
}

/// The objects that are to be read, page by page as they are asked for.
protocol ObjectPages: AnyObject {
  /// The next page; nil behind the last one.
  ///
  /// - Returns: Objects in the order in which they are read; there may be none.
  /// - Throws: Where the listing cannot go on.
  func next() throws(SourceError) -> [ListedObject]?

  /// What was passed over on purpose so far, by reason.
  var skipped: [String: Int] { get }
}
