/// The Azure clouds, each with its own addresses.
public enum Cloud: String, Sendable, CaseIterable {
  case `public`
  case usGovernment
  case china

  /// The ending of a workspace's ingestion host (Azure Monitor, HTTP Data Collector API; `.us` and `.cn` as in the
  /// clouds' own lists of endpoints).
  var dataCollectorSuffix: String {
    switch self {
    case .public: "ods.opinsights.azure.com"
    case .usGovernment: "ods.opinsights.azure.us"
    case .china: "ods.opinsights.azure.cn"
    }
  }
}
