/// How far a listing is, page by page.
///
/// A listing that has no end is given up: one whose token comes again, one of many pages with nothing in them, and one
/// of more pages than there can be.
struct ListingPages: Sendable {
  /// Pages without anything that are taken in a row; S3 may send some, where many deletions are.
  private static let mostEmpty = 1000

  private let operation: AWSOperation
  private let most: Int
  /// What the next page is asked for with; nil for the first.
  private(set) var token: String?
  /// True behind the last page.
  private(set) var isDone = false
  private var tokens: Set<String> = []
  private var empty = 0

  /// A listing of which nothing was asked yet.
  ///
  /// - Parameters:
  ///   - operation: For errors.
  ///   - most: How many pages there may be.
  init(_ operation: AWSOperation, most: Int = .max) {
    self.operation = operation
    self.most = most
  }

  /// Goes on behind a page.
  ///
  /// - Parameters:
  ///   - next: The token that it ends with; nil for the last one.
  ///   - isEmpty: Whether it has nothing in it.
  /// - Throws: `AWSError.malformedAnswer` where the listing has no end.
  mutating func turn(to next: String?, isEmpty: Bool) throws(AWSError) {
    empty = isEmpty ? empty + 1 : 0
    guard let next else {
      isDone = true
      return
    }
    guard tokens.insert(next).inserted else { throw endless("its NextContinuationToken came before") }
    guard empty < Self.mostEmpty else { throw endless("\(empty) pages in a row had nothing in them") }
    guard tokens.count < most else { throw endless("it goes on after \(most) pages") }
    token = next
  }

  private func endless(_ why: String) -> AWSError {
    .malformedAnswer("\(why), so the listing has no end", operation)
  }
}
