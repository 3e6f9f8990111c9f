/// The accounts of an organization.
///
/// The API page is <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>.
struct Organizations: Sendable {
  /// Ten times as many as an organization of the largest size has.
  private static let mostPages = 10_000

  let caller: ServiceCaller

  private struct Asked: Encodable {
    let NextToken: String?
  }

  private struct Answer: Decodable {
    struct Account: Decodable {
      let Id: String
      /// `ACTIVE`, `SUSPENDED`, `CLOSED` and others; in the place of `Status` since 2025.
      let State: String?
      /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`; no longer told from September 2026 on.
      let Status: String?
    }

    let Accounts: [Account]
    let NextToken: String?
  }

  /// The ids of all active accounts, page by page; an account that tells no state counts as one.
  func activeAccounts() throws(AWSError) -> [String] {
    let operation = AWSOperation(
      action: "organizations:ListAccounts", verb: "list", resource: "the organization's accounts", arn: "*")
    var accounts: [String] = []
    var pages = ListingPages(operation, tokenName: "NextToken", most: Self.mostPages)
    while !pages.isDone {
      let answer: Answer = try caller.ask(
        .organizations, "AWSOrganizationsV20161128.ListAccounts", Asked(NextToken: pages.token), operation)
      accounts += answer.Accounts.filter { ($0.State ?? $0.Status ?? "ACTIVE") == "ACTIVE" }.map(\.Id)
      try pages.turn(to: answer.NextToken?.unlessEmpty, isEmpty: answer.Accounts.isEmpty)
    }
    return accounts
  }
}
