import Digest
import Files
import Transport

/// The role that a token in a file is good for, as pods have it (IRSA): named by variables or a profile.
struct WebIdentityCredentials: CredentialProvider {
  let name = "web identity"
  let lookup: ProfileLookup
  let sources: CredentialSources
  /// Its variables go before the profile's lines; empty where only the profile counts.
  let environment: [String: String]

  func credentials() -> CredentialAnswer {
    var profile: SharedProfile?
    var missing = ""
    switch lookup.find() {
    case .profile(let found):
      profile = found
      missing = "\(lookup.title) has no web_identity_token_file"
    case .nothing(let why): missing = why
    case .failed(let why): return .failed(why)
    }
    func value(_ variable: String, _ setting: String) -> String? { environment[variable] ?? profile?.value(setting) }
    guard let path = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file"), !path.isEmpty else {
      return .nothing(
        sources.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] == nil
          ? "AWS_WEB_IDENTITY_TOKEN_FILE is not set and \(missing)" : missing)
    }
    let origin =
      environment["AWS_WEB_IDENTITY_TOKEN_FILE"] == nil ? lookup.title : "AWS_WEB_IDENTITY_TOKEN_FILE"
    guard let arn = value("AWS_ROLE_ARN", "role_arn"), !arn.isEmpty else {
      return .failed("\(origin) names a token, but neither AWS_ROLE_ARN nor a profile's role_arn names a role")
    }
    let token: Secret
    do {
      token = Secret(try SmallFile.text(path, limit: 64 << 10))
    } catch {
      return .failed("the token of \(origin), \(Words.printable(path)), \(error.reason)")
    }
    guard !token.reveal().isEmpty else { return .failed("the token of \(origin), \(Words.printable(path)), is empty") }
    let named = value("AWS_ROLE_SESSION_NAME", "role_session_name")?.unlessEmpty
    let role = STS.Role(arn: arn, sessionName: named)
    do throws(AWSError) {
      let session = try sources.sts().assumeRole(role, withWebIdentity: token)
      return .found(session.from("web identity (role \(Words.printable(arn)) by \(origin))"))
    } catch {
      return .failed(by: error)
    }
  }
}
