/// The objects of a location, in S3's order, page by page as they are asked for.
///
/// Holds one page at a time, and the tokens of the pages before: a server that sends one again would go round for ever.
public struct ObjectListing: Sendable {
  /// Pages without an object that are taken in a row; S3 may send some, where many deletions are.
  private static let maxEmptyPages = 1000

  private let operation: AWSOperation
  private let load: @Sendable (_ token: String?, _ withRestoreStatus: Bool) throws(AWSError) -> ListObjectsAnswer
  /// True once an archived object was met: from then on S3 is asked whether such a one is restored.
  ///
  /// Only then, since other servers of S3's protocol may not know what is asked.
  private var asksForRestoration = false
  private var page: [S3Object] = []
  private var position = 0
  private var token: String?
  private var tokens: Set<String> = []
  private var emptyPages = 0
  private var isDone = false

  init(
    _ operation: AWSOperation,
    load: @escaping @Sendable (_ token: String?, _ withRestoreStatus: Bool) throws(AWSError) -> ListObjectsAnswer
  ) {
    self.operation = operation
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
    guard !isDone else { return nil }
    var answer = try load(token, asksForRestoration)
    if !asksForRestoration, answer.objects.contains(where: \.isOfArchiveClass) {
      asksForRestoration = true
      answer = try load(token, true)
    }
    emptyPages = answer.objects.isEmpty ? emptyPages + 1 : 0
    if let next = answer.continuationToken {
      guard tokens.insert(next).inserted else {
        throw .malformedAnswer("its NextContinuationToken came before, so the listing has no end", operation)
      }
      guard emptyPages < Self.maxEmptyPages else {
        throw .malformedAnswer("\(emptyPages) pages in a row had no object, so the listing has no end", operation)
      }
      token = next
    } else {
      isDone = true
    }
    return answer.objects
  }
}
