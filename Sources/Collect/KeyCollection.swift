import AWS
import Records

/// Makes the reports of one or several accounts.
public struct KeyCollection: Sendable {
  /// Whose keys are collected.
  public enum Accounts: Sendable, Equatable {
    /// Those of the account that the credentials belong to.
    case caller
    /// Those of each account in which a role, by its ARN, can be assumed.
    case roles([String])
    /// Those of every active account of the organization, each through the role of this name; the caller's own without.
    case organization(roleName: String)
  }

  /// What was collected.
  public struct Collected: Sendable {
    public var reports: [KeyReport] = []
    /// The accounts that were asked.
    var asked: Set<String> = []
    public var accounts: Int { asked.count }
    public var users = 0
    /// Users and keys that were deleted while they were asked about.
    public var gone = 0
    public var warnings: [String] = []
  }

  /// The day of the reports: `2026-11-24`, in UTC.
  public let day: String
  private let session: AWSSession
  private let accounts: Accounts
  private let concurrency: Int
  private let keyIDs: AccessKeyIDs
  private let pause: @Sendable () -> Void

  /// A collection that has asked nobody yet.
  ///
  /// - Parameters:
  ///   - session: Whose credentials are used.
  ///   - accounts: Whose keys are collected.
  ///   - concurrency: How many users are asked about at the same time.
  ///   - keyIDs: How much of a key's id leaves the machine.
  ///   - now: The reports' day, in seconds since 1970.
  ///   - pause: Waits before AWS is asked again whether a credential report is there.
  public init(
    _ session: AWSSession, of accounts: Accounts, concurrency: Int, keyIDs: AccessKeyIDs, now: Int64,
    pause: @escaping @Sendable () -> Void
  ) {
    self.session = session
    self.accounts = accounts
    self.concurrency = concurrency
    self.keyIDs = keyIDs
    self.pause = pause
    day = ReportTime.day(now)
  }

  /// Asks for everything.
  ///
  /// - Throws: The first error of any call that leaves a gap; then nothing of what was collected is complete.
  public func collect() throws(AWSError) -> Collected {
    var collected = Collected()
    for credentials in try identities() { try add(credentials, to: &collected) }
    return collected
  }

  private func identities() throws(AWSError) -> [RefreshingCredentials] {
    switch accounts {
    case .caller: return [session.credentials]
    case .roles(let arns): return arns.map { session.credentials(ofRole: $0) }
    case .organization(let name):
      let caller = try session.sts().callerARN(session.credentials)
      let partition = caller.split(separator: ":", omittingEmptySubsequences: false).dropFirst().first ?? "aws"
      return try session.organizationAccounts().map { account in
        account == Self.account(in: caller)
          ? session.credentials : session.credentials(ofRole: "arn:\(partition):iam::\(account):role/\(name)")
      }
    }
  }

  private func add(_ credentials: RefreshingCredentials, to collected: inout Collected) throws(AWSError) {
    let arn = try session.sts().callerARN(credentials)
    let iam = try session.iam(credentials)
    let account = Self.account(in: arn)
    guard collected.asked.insert(account).inserted else {
      collected.warnings.append("account \(account) was named more than once and is reported once")
      return
    }
    let keyIDs = keyIDs
    let found = try AccountKeys(
      iam: iam, account: account, day: day, concurrency: concurrency, keyID: { keyIDs.text(of: $0) }
    ).collect()
    let root = try RootKeys(iam: iam, account: account, day: day, pause: pause).collect()
    collected.reports += found.reports + root.reports
    collected.users += found.users
    collected.gone += found.gone
    if let warning = root.warning { collected.warnings.append(warning) }
  }

  /// The twelve digits in an ARN.
  static func account(in arn: String) -> String {
    let fields = arn.split(separator: ":", omittingEmptySubsequences: false)
    return fields.count > 4 ? String(fields[4]) : ""
  }
}
