/// The Azure clouds, each with its own addresses.
public enum Cloud: String, Sendable, CaseIterable {
  case `public`
  case usGovernment
  case china

  /// The ending of a workspace's ingestion host (Azure Monitor, HTTP Data Collector API; `.us` and `.cn` as in the
  /// clouds' own lists of endpoints).
  var dataCollectorSuffix: String { "ods.opinsights.azure.\(topLevel)" }

  /// The ending of the hosts that rules and data collection endpoints are reached at.
  public var ingestionSuffix: String { "ingest.monitor.azure.\(topLevel)" }

  /// Whom a token for the Logs Ingestion API is for (Azure Monitor, Logs Ingestion API, "Headers").
  public var monitorResource: String { "https://monitor.azure.\(topLevel)" }

  /// Where Azure Resource Manager is, and whom a token for it is for, as the Azure SDKs' `ArmEnvironment` has it.
  var managementEndpoint: String {
    switch self {
    case .public: "https://management.azure.com"
    case .usGovernment: "https://management.usgovcloudapi.net"
    case .china: "https://management.chinacloudapi.cn"
    }
  }

  /// As documents of Azure Resource Manager name it that list the clouds.
  var metadataName: String {
    switch self {
    case .public: "AzureCloud"
    case .usGovernment: "AzureUSGovernment"
    case .china: "AzureChinaCloud"
    }
  }

  /// Where Entra ID is, as azure-identity's `AzureAuthorityHosts` have it.
  public var authority: String {
    switch self {
    case .public: "https://login.microsoftonline.com"
    case .usGovernment: "https://login.microsoftonline.us"
    case .china: "https://login.chinacloudapi.cn"
    }
  }

  /// The audience of somebody else's token that a federated credential takes (Microsoft Entra, "Workload identity
  /// federation", considerations).
  public var federationAudience: String {
    switch self {
    case .public: "api://AzureADTokenExchange"
    case .usGovernment: "api://AzureADTokenExchangeUSGov"
    case .china: "api://AzureADTokenExchangeChina"
    }
  }

  private var topLevel: String {
    switch self {
    case .public: "com"
    case .usGovernment: "us"
    case .china: "cn"
    }
  }
}
