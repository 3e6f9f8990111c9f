import Digest

/// The access key in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
public struct EnvironmentCredentials: CredentialProvider {
  public let name = "environment"
  private let environment: [String: String]

  /// Looks in these variables, of which an empty one counts as not set.
  public init(_ environment: [String: String]) {
    self.environment = environment
  }

  /// The key of the environment, if both of its halves are there.
  public func credentials() -> CredentialAnswer {
    let keyId = value("AWS_ACCESS_KEY_ID")
    let secret = value("AWS_SECRET_ACCESS_KEY")
    switch (keyId, secret) {
    case (let keyId?, let secret?):
      return .found(
        AWSCredentials(
          accessKeyId: keyId, secretAccessKey: Secret(secret), sessionToken: value("AWS_SESSION_TOKEN").map(Secret.init)
        ))
    case (.some, nil):
      return .failed("AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
    case (nil, .some):
      return .failed("AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not")
    case (nil, nil):
      return .nothing("AWS_ACCESS_KEY_ID is not set")
    }
  }

  private func value(_ variable: String) -> String? {
    environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }
}
