/// What the keys of a location go on with up to a slash, in S3's order, page by page as they are asked for.
///
/// Holds one page at a time, and hashes of the pages before.
public struct PrefixListing: Sendable {
  /// Ten million folders and objects side by side: longer than any level of folders.
  private static let mostPages = 10_000

  /// Where the part of a key ends that is told, and what it ends with.
  static let delimiter = "/"

  private let location: S3Location
  private let operation: AWSOperation
  private let load: @Sendable (_ token: String?) throws(AWSError) -> ListObjectsAnswer
  private var pages: ListingPages

  init(
    _ location: S3Location, operation: AWSOperation,
    load: @escaping @Sendable (_ token: String?) throws(AWSError) -> ListObjectsAnswer
  ) {
    self.location = location
    self.operation = operation
    self.load = load
    pages = ListingPages(operation, most: Self.mostPages)
  }

  /// The next page; nil after the last one.
  ///
  /// - Returns: Whole prefixes, which begin with the location's and end with a slash; none where a page has
  ///   objects only.
  /// - Throws: `AWSError`; the next call then asks for the same page again.
  public mutating func nextPage() throws(AWSError) -> [String]? {
    guard !pages.isDone else { return nil }
    let answer = try load(pages.token)
    for prefix in answer.prefixes where !isBelow(prefix) {
      throw .malformedAnswer("\"\(Words.printable(prefix))\" is no prefix that was asked for", operation)
    }
    try pages.turn(to: answer.continuationToken, isEmpty: answer.prefixes.isEmpty && answer.objects.isEmpty)
    return answer.prefixes
  }

  /// Bytes are compared, since a combining mark after the prefix would make one Character of the two.
  private func isBelow(_ prefix: String) -> Bool {
    let (whole, beginning, end) = (prefix.utf8, location.prefix.utf8, Self.delimiter.utf8)
    return whole.count >= beginning.count + end.count && whole.starts(with: beginning)
      && whole.suffix(end.count).elementsEqual(end)
  }
}
