/// A credential that systemd gives to a service (`LoadCredential=`, `LoadCredentialEncrypted=`).
struct CredentialSecret: SecretForm {
  static var name: String { "credential" }
  static var usage: String { "{\"credential\": NAME}" }
  static var meaning: String {
    "A credential that systemd gives to the service (LoadCredential=, LoadCredentialEncrypted=)."
  }

  private static let folderVariable = "CREDENTIALS_DIRECTORY"

  private let credential: String
  private let folder: String?

  init(_ members: SecretMembers) throws(ConfigurationError) {
    credential = try members.text(Self.name)
    guard !credential.contains("/"), credential != ".", credential != ".." else {
      throw members.bad(Self.name, credential, allowed: "the name of a file, without a slash")
    }
    folder = members.surroundings[variable: Self.folderVariable]
  }

  var detail: String { "{\"credential\": \(JSONValue.quoted(credential))}" }
  var place: String { "the credential \(Shown.name(credential))" }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    guard let folder else {
      throw SecretFailure(
        .configuration,
        ", but \(Self.folderVariable) is not set: run as a service of systemd that has LoadCredential=")
    }
    do {
      return try WholeFile.read("\(folder)/\(credential)", atMost: SecretSource.maximumBytes)
    } catch {
      let hint = error.isMissing ? "; give it to the service by LoadCredential=" : ""
      throw SecretFailure(.configuration, ", which cannot be read in \(folder): \(error.reason)\(hint)")
    }
  }
}
