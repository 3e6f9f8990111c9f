import FoundationEssentials
import Transport

/// Where Azure Resource Manager is.
struct ManagementEndpoint {
  /// As the Azure CLI and Azure PowerShell know it: the address of a document that lists the clouds, for those of which
  /// they know nothing by themselves.
  static let variable = "ARM_CLOUD_METADATA_URL"

  /// Scheme and host, without a slash behind them.
  let url: String

  private struct Listed: Decodable {
    let name: String
    let resourceManager: String
  }

  /// The cloud's own, or that of the document which `ARM_CLOUD_METADATA_URL` names
  /// (Azure CLI, "Install the Azure CLI in an air-gapped environment", "Load cloud endpoints").
  ///
  /// - Throws: `RuleUnread`.
  init(_ cloud: Cloud, environment: [String: String], http: HTTPClient) throws(RuleUnread) {
    guard let document = environment[Self.variable], !document.isEmpty else {
      url = cloud.managementEndpoint
      return
    }
    let what = "\(Self.variable) names a document that"
    let response: Response
    do throws(TransportError) {
      response = try http.send(Request(.get, document, headers: [Header("Accept", "application/json")]))
    } catch {
      throw RuleUnread("\(what) cannot be got: \(error)")
    }
    guard response.status == 200, let clouds = try? JSONDecoder().decode([Listed].self, from: Data(response.body))
    else { throw RuleUnread("\(what) is no list of Azure's clouds (\(response.status))") }
    guard var found = clouds.first(where: { $0.name == cloud.metadataName })?.resourceManager else {
      throw RuleUnread("\(what) does not list \(cloud.metadataName)")
    }
    while found.last == "/" { found.removeLast() }
    url = found
  }
}
