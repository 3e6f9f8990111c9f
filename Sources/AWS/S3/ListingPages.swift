/// How far a listing is, page by page.
///
/// A listing that has no end is given up: one whose token comes again, one that begins a page with what began one before,
/// one of many pages with nothing in them, and one of more pages than there can be. Of tokens and beginnings their hashes
/// are kept, since a token may be long.
struct ListingPages: Sendable {
  /// Pages without anything that are taken in a row; S3 may send some, where many deletions are.
  private static let mostEmpty = 1000

  private let operation: AWSOperation
  private let tokenName: String
  private let most: Int
  /// What the next page is asked for with; nil for the first.
  private(set) var token: String?
  /// True behind the last page.
  private(set) var isDone = false
  private var tokens: Set<Int> = []
  private var beginnings: Set<Int> = []
  private var empty = 0

  /// A listing of which nothing was asked yet.
  ///
  /// - Parameters:
  ///   - operation: For errors.
  ///   - tokenName: What the service calls a token.
  ///   - most: How many pages there may be.
  init(_ operation: AWSOperation, tokenName: String = "NextContinuationToken", most: Int = .max) {
    self.operation = operation
    self.tokenName = tokenName
    self.most = most
  }

  /// Goes on behind a page.
  ///
  /// - Parameters:
  ///   - next: The token that it ends with; nil for the last one.
  ///   - isEmpty: Whether it has nothing in it.
  ///   - first: What it begins with, where no two pages of a listing that goes on begin with the same.
  /// - Throws: `AWSError.malformedAnswer` where the listing has no end.
  mutating func turn(to next: String?, isEmpty: Bool, first: String? = nil) throws(AWSError) {
    empty = isEmpty ? empty + 1 : 0
    guard let next else {
      isDone = true
      return
    }
    guard tokens.insert(Self.hash(next)).inserted else { throw endless("its \(tokenName) came before") }
    if let first, !beginnings.insert(Self.hash(first)).inserted {
      throw endless("a page begins with what a page before began with")
    }
    guard empty < Self.mostEmpty else { throw endless("\(empty) pages in a row had nothing in them") }
    guard tokens.count < most else { throw endless("it goes on after \(most) pages") }
    token = next
  }

  /// Of the bytes: two keys that Swift takes for equal may be different ones.
  private static func hash(_ text: String) -> Int { Array(text.utf8).hashValue }

  private func endless(_ why: String) -> AWSError {
    .malformedAnswer("\(why), so the listing has no end", operation)
  }
}
