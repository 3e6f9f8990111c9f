import Digest
import Transport

/// The access key in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
///
/// As botocore has it, `AWS_SECURITY_TOKEN` is an older name of the token and goes before it, and
/// `AWS_CREDENTIAL_EXPIRATION` tells when the key ends.
struct EnvironmentCredentials: CredentialProvider {
  let name = "environment"
  private let environment: [String: String]

  /// Looks in these variables, of which an empty one counts as not set.
  init(_ environment: [String: String]) {
    self.environment = environment
  }

  /// The key of the environment, if both of its halves are there.
  func credentials() -> CredentialAnswer {
    guard let keyId = value("AWS_ACCESS_KEY_ID") else {
      return .nothing(
        value("AWS_SECRET_ACCESS_KEY") == nil
          ? "AWS_ACCESS_KEY_ID is not set" : "AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not")
    }
    guard let secret = value("AWS_SECRET_ACCESS_KEY") else {
      return .failed("AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
    }
    var end: UTCTime?
    if let text = value("AWS_CREDENTIAL_EXPIRATION") {
      end = UTCTime(loose: text)
      guard end != nil else { return .failed("AWS_CREDENTIAL_EXPIRATION is no time, such as 2026-11-22T03:00:02Z") }
    }
    let token = value("AWS_SECURITY_TOKEN") ?? value("AWS_SESSION_TOKEN")
    let key = AWSCredentials(
      accessKeyId: keyId, secretAccessKey: Secret(secret), sessionToken: token.map(Secret.init),
      expiration: end?.secondsSince1970, provider: name)
    guard let part = key.unfitPart else { return .found(key) }
    let variable =
      switch part {
      case .accessKeyId: "AWS_ACCESS_KEY_ID"
      case .secretAccessKey: "AWS_SECRET_ACCESS_KEY"
      case .sessionToken: value("AWS_SECURITY_TOKEN") == nil ? "AWS_SESSION_TOKEN" : "AWS_SECURITY_TOKEN"
      }
    return .failed("\(variable) \(AWSCredentials.Part.unfit)")
  }

  private func value(_ variable: String) -> String? {
    environment[variable]?.unlessEmpty
  }
}
