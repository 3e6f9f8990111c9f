import Files
import Transport

/// The identity that Azure gave to this machine, from whichever agent hands it out here.
///
/// Which one is azure-identity's rule, by the variables that each agent sets. Service Fabric, Azure Machine Learning and
/// Cloud Shell have identities of kinds of their own, which are not asked. In a pod of Kubernetes it is the workload's.
struct ManagedIdentitySource: TokenSource {
  let name = "managedIdentity"
  private static let workloadVariables = ["AZURE_AUTHORITY_HOST", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"]

  private let clientID: String?
  private let isSearch: Bool
  private let surroundings: TokenSurroundings
  private let workload: WorkloadIdentitySource

  /// An identity.
  ///
  /// - Parameters:
  ///   - clientID: Of a user-assigned one; nil for what `AZURE_CLIENT_ID` says, and without that for the machine's own.
  ///   - isSearch: Whether others are asked where nobody is here, so that this is to be found out soon.
  ///   - surroundings: Where to look.
  init(clientID: String?, isSearch: Bool, _ surroundings: TokenSurroundings) {
    self.clientID = clientID
    self.isSearch = isSearch
    self.surroundings = surroundings
    workload = WorkloadIdentitySource(
      ApplicationChoice(tenantID: nil, clientID: clientID), tokenFile: nil, surroundings)
  }

  func token() throws(TokenFailure) -> AccessToken {
    let given = clientID?.unlessEmpty ?? surroundings.variable("AZURE_CLIENT_ID")
    if let endpoint = surroundings.variable("IDENTITY_ENDPOINT") {
      if let header = surroundings.variable("IDENTITY_HEADER") {
        guard surroundings.variable("IDENTITY_SERVER_THUMBPRINT") == nil else { throw Self.foreign("Service Fabric") }
        return try AppServiceIdentity(endpoint: endpoint, header: header, clientID: given, surroundings).token()
          .given(by: "App Service")
      }
      guard surroundings.variable("IMDS_ENDPOINT") != nil else {
        throw .absent("IDENTITY_ENDPOINT is set, but neither IDENTITY_HEADER nor IMDS_ENDPOINT beside it")
      }
      return try ArcIdentity(endpoint: endpoint, clientID: given, surroundings).token().given(by: "Azure Arc")
    }
    if surroundings.variable("MSI_ENDPOINT") != nil {
      throw Self.foreign(surroundings.variable("MSI_SECRET") == nil ? "Cloud Shell" : "Azure Machine Learning")
    }
    if Self.workloadVariables.allSatisfy({ surroundings.variable($0) != nil }) {
      guard given != nil else {
        throw TokenFailure(
          .configuration, "AZURE_FEDERATED_TOKEN_FILE is set, and neither clientId nor AZURE_CLIENT_ID beside it")
      }
      return try workload.token().given(by: "workloadIdentity")
    }
    if SmallFile.exists(surroundings.places.arcAgent) {
      return try ArcIdentity(endpoint: ArcIdentity.ownEndpoint, clientID: given, surroundings).token()
        .given(by: "Azure Arc")
    }
    return try InstanceIdentity(clientID: given, isSearch: isSearch, surroundings).token()
      .given(by: "the metadata service")
  }

  private static func foreign(_ place: String) -> TokenFailure {
    .absent("the identities of \(place) are of a kind that is not asked. Name another form in auth")
  }
}
