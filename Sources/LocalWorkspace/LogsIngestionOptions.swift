/// How a workspace takes the Logs Ingestion API, and gives out its tokens.
public struct LogsIngestionOptions: Sendable {
  /// The tenant where none is named.
  public static let defaultTenant = "10000000-0000-4000-8000-000000000001"
  /// The client where none is named.
  public static let defaultClient = "20000000-0000-4000-8000-000000000002"
  /// For how many seconds a token is valid where nobody says so, as Entra's mostly are.
  public static let defaultTokenLifetime = 3599

  public var rule: DataCollectionRule
  public var tenant = defaultTenant
  public var client = defaultClient
  /// The scope that a token is asked for.
  public var scope = DocumentedLimits.LogsIngestion.scope
  /// The client's secret; nil to take none.
  public var secret: ClientSecret?
  /// Whether client assertions are taken; their signatures are not verified.
  public var takesAssertions = false
  /// For how many seconds a token is valid.
  public var tokenLifetime = defaultTokenLifetime
  public var requestsPerMinute = DocumentedLimits.LogsIngestion.requestsPerMinute
  /// Of bodies once they are unpacked.
  public var bytesPerMinute = DocumentedLimits.LogsIngestion.bytesPerMinute
  /// How many seconds the times of one request may span, as for an auxiliary table; nil for any number.
  public var tableTimeSpan: Int?

  public init(rule: DataCollectionRule) {
    self.rule = rule
  }

  /// The endpoints of the rule and of its tokens.
  var endpoints: [any Endpoint] {
    let tokens = IssuedTokens()
    let pace = RulePace(requests: requestsPerMinute, bytes: bytesPerMinute)
    return [
      LogsIngestionEndpoint(rule: rule, tokens: tokens, pace: pace, timeSpan: tableTimeSpan),
      TokenEndpoint(
        tenant: tenant.lowercased(), client: client.lowercased(), scope: scope, secret: secret,
        takesAssertions: takesAssertions, lifetime: tokenLifetime, tokens: tokens),
    ]
  }
}
