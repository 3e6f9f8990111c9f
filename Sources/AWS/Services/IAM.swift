import Digest
import FoundationEssentials
import Transport

/// Users and their access keys, as Identity and Access Management lists them.
///
/// The API pages are under <https://docs.aws.amazon.com/IAM/latest/APIReference/>. Calls block, and may be made from
/// several threads at once.
public struct IAM: Sendable {
  private static let version = "2010-05-08"
  /// The most that IAM gives on a page.
  private static let pageItems = "1000"
  /// More than any account has, also where IAM gives fewer on a page.
  private static let mostPages = 10_000

  private let client: ServiceClient
  private let region: String
  private let credentials: RefreshingCredentials

  init(_ client: ServiceClient, region: String, credentials: RefreshingCredentials) {
    self.client = client
    self.region = region
    self.credentials = credentials
  }

  /// One answer of several that belong together.
  public struct Page<Item: Sendable>: Sendable {
    public let items: [Item]
    /// What the next page is asked for with; nil for the last.
    public let marker: Marker?
  }

  /// Where a listing goes on, and which pages it had, so that one without an end is found out.
  public struct Marker: Sendable {
    fileprivate let pages: ListingPages
  }

  public struct User: Sendable, Equatable {
    public let name: String
    public let arn: String
  }

  public struct AccessKey: Sendable, Equatable {
    public let id: String
    /// `Active`, `Inactive` or `Expired`.
    public let status: String
    /// Seconds since 1970.
    public let created: Int64
  }

  /// When and where a key was used last.
  public struct LastUse: Sendable, Equatable {
    /// Seconds since 1970; nil for a key that was never used.
    public let time: Int64?
    /// As IAM gives it: `N/A` for a key that was never used.
    public let region: String
    public let service: String
  }

  /// A page of the account's users.
  public func users(after marker: Marker? = nil) throws(AWSError) -> Page<User> {
    let answer = try ask(
      "ListUsers", [("Marker", marker?.pages.token), ("MaxItems", Self.pageItems)], "list", "users", "user/*")
    return try page(answer, of: "Users", after: marker) { member in
      guard let name = member["UserName"], let arn = member["Arn"] else { return nil }
      return User(name: name, arn: arn)
    }
  }

  /// A page of a user's keys.
  ///
  /// - Throws: `AWSError.notFound` when there is no such user any more.
  public func accessKeys(of user: String, after marker: Marker? = nil) throws(AWSError) -> Page<AccessKey> {
    let answer = try ask(
      "ListAccessKeys", [("UserName", user), ("Marker", marker?.pages.token)], "list", "access keys of \(user)",
      "user/*")
    return try page(answer, of: "AccessKeyMetadata", after: marker) { member in
      guard let id = member["AccessKeyId"], let status = member["Status"],
        let created = member["CreateDate"].flatMap(UTCTime.init(iso8601:))
      else { return nil }
      return AccessKey(id: id, status: status, created: created.secondsSince1970)
    }
  }

  /// The last use of a key.
  ///
  /// - Throws: `AWSError.notFound` when there is no such key any more.
  public func lastUse(ofKey id: String) throws(AWSError) -> LastUse {
    // The id is half of a secret: messages name the call alone.
    let answer = try ask("GetAccessKeyLastUsed", [("AccessKeyId", id)], "ask", "when a key was last used", "user/*")
    let path = "AccessKeyLastUsed/"
    guard let region = answer.values[path + "Region"], let service = answer.values[path + "ServiceName"] else {
      throw .malformedAnswer("it has no AccessKeyLastUsed", answer.operation)
    }
    let date = answer.values[path + "LastUsedDate"]?.unlessEmpty
    guard let date else { return LastUse(time: nil, region: region, service: service) }
    guard let time = UTCTime(iso8601: date) else {
      throw .malformedAnswer("its LastUsedDate is no time", answer.operation)
    }
    return LastUse(time: time.secondsSince1970, region: region, service: service)
  }

  /// How many access keys the root user has.
  public func rootAccessKeys() throws(AWSError) -> Int {
    let answer = try ask("GetAccountSummary", [], "read", "the account's summary", "*")
    guard let text = answer.entries["AccountAccessKeysPresent"], let count = Int(text) else {
      throw .malformedAnswer("it has no AccountAccessKeysPresent", answer.operation)
    }
    return count
  }

  /// The credential report as CSV, made anew where AWS has none of the last four hours.
  ///
  /// The pause is made before AWS is asked again whether the report is there; nil is one that it did not finish in time.
  public func credentialReport(pause: () -> Void) throws(AWSError) -> [UInt8]? {
    for _ in 0..<60 {
      do throws(AWSError) {
        let state = try ask("GenerateCredentialReport", [], "make", "the credential report", "*").values["State"]
        if state == "COMPLETE" {
          let answer = try ask("GetCredentialReport", [], "read", "the credential report", "*")
          guard let content = answer.values["Content"].flatMap(Base64.decode) else {
            throw .malformedAnswer("its Content is not Base64", answer.operation)
          }
          return content
        }
      } catch .service(let error) where Self.isPassing(error) {
      } catch .notFound(let error) where Self.isPassing(error) {
      }
      pause()
    }
    return nil
  }

  /// Whether the report is not there only for now
  /// (<https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html>, "Errors").
  private static func isPassing(_ error: ServiceError) -> Bool {
    ["LimitExceeded", "ReportInProgress", "ReportNotPresent", "ReportExpired"].contains(error.code)
  }

  private func ask(
    _ action: String, _ parameters: [(name: String, value: String?)], _ verb: String, _ resource: String, _ arn: String
  ) throws(AWSError) -> QueryAnswer {
    let partition = Partition(region: region).rawValue
    let operation = AWSOperation(
      action: "iam:\(action)", verb: verb, resource: resource,
      arn: arn == "*" ? "*" : "arn:\(partition):iam::*:\(arn)")
    return try client.ask(
      .iam, action, version: Self.version, parameters, in: region, operation, .by(credentials))
  }

  private func page<Item>(
    _ answer: QueryAnswer, of list: String, after asked: Marker?, _ item: ([String: String]) -> Item?
  ) throws(AWSError) -> Page<Item> {
    guard answer.lists.contains(list) else { throw .malformedAnswer("it has no \(list)", answer.operation) }
    var items: [Item] = []
    for member in answer.members[list] ?? [] {
      guard let item = item(member) else {
        throw .malformedAnswer("a member of \(list) is not whole", answer.operation)
      }
      items.append(item)
    }
    guard answer.values["IsTruncated"]?.lowercased() == "true" else { return Page(items: items, marker: nil) }
    guard let marker = answer.values["Marker"]?.unlessEmpty else {
      throw .malformedAnswer("it is cut short and says not where to go on", answer.operation)
    }
    var pages = asked?.pages ?? ListingPages(answer.operation, tokenName: "Marker", most: Self.mostPages)
    try pages.turn(to: marker, isEmpty: items.isEmpty)
    return Page(items: items, marker: Marker(pages: pages))
  }
}
