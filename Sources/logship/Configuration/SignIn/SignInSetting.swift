/// How tokens of Entra ID are got: the setting `auth` of a data collection rule.
struct SignInSetting: Sendable, Equatable {
  /// The ways there are, as the configuration names them.
  enum Form: String, CaseIterable, Sendable {
    case standard = "default"
    case clientSecret, clientCertificate, managedIdentity, workloadIdentity
    case azureCLI = "azureCli"
    case awsFederation

    /// The members that the object of a form may have.
    var members: [String] {
      switch self {
      case .standard: []
      case .clientSecret: ["tenantId", "clientId", "secret"]
      case .clientCertificate: ["tenantId", "clientId", "certificate", "password"]
      case .managedIdentity: ["clientId"]
      case .workloadIdentity: ["tenantId", "clientId", "tokenFile"]
      case .azureCLI: ["tenantId"]
      case .awsFederation: ["tenantId", "clientId"]
      }
    }
  }

  var form: Form
  var tenantID: String?
  var clientID: String?
  /// A PEM file with a key and its certificate.
  var certificate: String?
  var tokenFile: String?
  /// The client's secret, or the password of the certificate's key.
  var secret: SecretSource?

  /// The forms in words.
  static let names = SettingKind.enumeration(Form.allCases.map(\.rawValue))

  /// In words that follow "allowed is".
  static let allowed =
    "\(names), or an object of one of these with tenantId, clientId, secret, certificate, password or tokenFile"

  /// As `logship check` shows it; secrets are not.
  var shown: String {
    let members = [
      ("tenantId", tenantID), ("clientId", clientID), ("certificate", certificate), ("tokenFile", tokenFile),
    ]
    .compactMap { name, value in value.map { "\(name) \($0)" } }
    return members.isEmpty ? form.rawValue : "\(form.rawValue) (\(members.joined(separator: ", ")))"
  }
}
