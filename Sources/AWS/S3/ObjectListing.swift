/// The objects of a location, in S3's order, page by page as they are asked for.
///
/// Holds one page at a time, and hashes of the pages before.
public struct ObjectListing: Sendable {
  private let load: @Sendable (_ token: String?, _ withRestoreStatus: Bool) throws(AWSError) -> ListObjectsAnswer
  /// True once an archived object was met: from then on S3 is asked whether such a one is restored.
  ///
  /// Only then, since other servers of S3's protocol may not know what is asked.
  private var asksForRestoration = false
  private var page: [S3Object] = []
  private var position = 0
  private var pages: ListingPages

  init(
    _ operation: AWSOperation,
    load: @escaping @Sendable (_ token: String?, _ withRestoreStatus: Bool) throws(AWSError) -> ListObjectsAnswer
  ) {
    pages = ListingPages(operation)
    self.load = load
  }

  /// The next object; nil after the last one.
  ///
  /// - Returns: An object, folder markers and empty ones among them.
  /// - Throws: `AWSError`; the next call then asks for the same page again.
  public mutating func next() throws(AWSError) -> S3Object? {
    while position == page.count {
      guard let next = try nextPage() else { return nil }
      page = next
      position = 0
    }
    defer { position += 1 }
    return page[position]
  }

  /// The next page; nil after the last one.
  ///
  /// - Returns: Up to a thousand objects, or none where S3 sends an empty page.
  /// - Throws: `AWSError`; the next call then asks for the same page again.
  public mutating func nextPage() throws(AWSError) -> [S3Object]? {
    guard !pages.isDone else { return nil }
    var answer = try load(pages.token, asksForRestoration)
    if !asksForRestoration, answer.objects.contains(where: \.isOfArchiveClass) {
      asksForRestoration = true
      answer = try load(pages.token, true)
    }
    try pages.turn(
      to: answer.continuationToken, isEmpty: answer.objects.isEmpty, first: answer.objects.first?.key)
    return answer.objects
  }
}
