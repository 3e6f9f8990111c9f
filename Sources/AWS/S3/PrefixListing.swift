/// What the keys of a location go on with up to a slash, in S3's order, page by page as they are asked for.
///
/// Holds one page at a time, and the tokens of the pages before. A listing that has no end is given up: one whose token
/// comes again, one of many pages with nothing in them, and one that is longer than any level of folders.
public struct PrefixListing: Sendable {
  /// Pages without anything that are taken in a row; S3 may send some, where many deletions are.
  private static let maxEmptyPages = 1000
  /// Ten million folders and objects side by side.
  private static let maxPages = 10_000

  /// Where the part of a key ends that is told, and what it ends with.
  static let delimiter = "/"

  private let location: S3Location
  private let operation: AWSOperation
  private let load: @Sendable (_ token: String?) throws(AWSError) -> ListObjectsAnswer
  private var token: String?
  private var tokens: Set<String> = []
  private var emptyPages = 0
  private var isDone = false

  init(
    _ location: S3Location, operation: AWSOperation,
    load: @escaping @Sendable (_ token: String?) throws(AWSError) -> ListObjectsAnswer
  ) {
    self.location = location
    self.operation = operation
    self.load = load
  }

  /// The next page; nil after the last one.
  ///
  /// - Returns: Whole prefixes, which begin with the location's and end with a slash; none where a page has
  ///   objects only.
  /// - Throws: `AWSError`; the next call then asks for the same page again.
  public mutating func nextPage() throws(AWSError) -> [String]? {
    guard !isDone else { return nil }
    let answer = try load(token)
    for prefix in answer.prefixes where !isBelow(prefix) {
      throw .malformedAnswer("\"\(Words.printable(prefix))\" is no prefix that was asked for", operation)
    }
    emptyPages = answer.prefixes.isEmpty && answer.objects.isEmpty ? emptyPages + 1 : 0
    guard let next = answer.continuationToken else {
      isDone = true
      return answer.prefixes
    }
    guard tokens.insert(next).inserted else {
      throw .malformedAnswer("its NextContinuationToken came before, so the listing has no end", operation)
    }
    guard emptyPages < Self.maxEmptyPages else {
      throw .malformedAnswer("\(emptyPages) pages in a row had nothing in them, so the listing has no end", operation)
    }
    guard tokens.count < Self.maxPages else {
      throw .malformedAnswer("it goes on after \(Self.maxPages) pages, so the listing has no end", operation)
    }
    token = next
    return answer.prefixes
  }

  /// Bytes are compared, since a combining mark after the prefix would make one Character of the two.
  private func isBelow(_ prefix: String) -> Bool {
    let (whole, beginning, end) = (prefix.utf8, location.prefix.utf8, Self.delimiter.utf8)
    return whole.count >= beginning.count + end.count && whole.starts(with: beginning)
      && whole.suffix(end.count).elementsEqual(end)
  }
}
