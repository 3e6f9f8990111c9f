import Digest

/// The forms of the setting `auth`.
///
/// What is absent in a form comes from azure-identity's environment variables.
public enum SignIn: Sendable {
  /// Gives a secret out each time that it is needed, from wherever it is kept.
  public typealias ReadSecret = @Sendable () throws(KeyFailure) -> Secret

  /// `default`: environment (secret, certificate), workload identity, managed identity, Azure CLI, in azure-identity's
  /// order; a source that is configured and fails ends the search.
  case standard
  /// `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`.
  case clientSecret(tenantID: String?, clientID: String?, secret: ReadSecret?)
  /// A PEM file of a key and its certificate: `AZURE_CLIENT_CERTIFICATE_PATH`, `AZURE_CLIENT_CERTIFICATE_PASSWORD`.
  case clientCertificate(tenantID: String?, clientID: String?, path: String?, password: ReadSecret?)
  /// An identity that Azure gave to this machine; the machine's own where no client id is given, nor by
  /// `AZURE_CLIENT_ID`.
  case managedIdentity(clientID: String?)
  /// A token that Kubernetes puts into `AZURE_FEDERATED_TOKEN_FILE`.
  case workloadIdentity(tenantID: String?, clientID: String?, tokenFile: String?)
  /// Whoever is signed in by `az login`.
  case azureCLI(tenantID: String?)
  /// A web identity token of AWS's STS as the assertion of a federated credential; `assertion` gets the audience.
  case awsFederation(
    tenantID: String?, clientID: String?, assertion: @Sendable (_ audience: String) throws(KeyFailure) -> Secret)

  /// The source that the form describes.
  func source(_ surroundings: TokenSurroundings) -> any TokenSource {
    switch self {
    case .standard: DefaultSource(surroundings)
    case .clientSecret(let tenant, let client, let secret):
      ClientSecretSource(ApplicationChoice(tenantID: tenant, clientID: client), secret: secret, surroundings)
    case .clientCertificate(let tenant, let client, let path, let password):
      ClientCertificateSource(
        ApplicationChoice(tenantID: tenant, clientID: client), path: path, password: password, surroundings)
    case .managedIdentity(let client): ManagedIdentitySource(clientID: client, isSearch: false, surroundings)
    case .workloadIdentity(let tenant, let client, let file):
      WorkloadIdentitySource(ApplicationChoice(tenantID: tenant, clientID: client), tokenFile: file, surroundings)
    case .azureCLI(let tenant): AzureCLISource(tenantID: tenant, surroundings)
    case .awsFederation(let tenant, let client, let assertion):
      AWSFederationSource(
        ApplicationChoice(tenantID: tenant, clientID: client), assertion: assertion, surroundings)
    }
  }
}
