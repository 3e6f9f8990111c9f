import Digest

/// The access key that a profile of the shared files holds.
public struct ProfileCredentials: CredentialProvider {
  private let choice: SharedProfile.Choice
  private let files: SharedConfiguration

  public var name: String { "profile \"\(choice.name)\"" }

  /// Looks for one profile in these files.
  public init(_ choice: SharedProfile.Choice, in files: SharedConfiguration) {
    self.choice = choice
    self.files = files
  }

  /// The profile's key, or why it has none.
  ///
  /// botocore's order holds: a role or a sign-on goes before a key in the credentials file, that before a login or a
  /// process, and a key in the configuration file comes last. So a profile with a role and the key that may assume it
  /// is never taken for the key alone.
  public func credentials() -> CredentialAnswer {
    guard files.credentialsPath != nil || files.configPath != nil else {
      return .nothing("HOME is not set and the user database names no home folder to look in")
    }
    let profile: SharedProfile
    do {
      guard let found = try files.profile(choice.name) else {
        let why = "not in \(files.description)"
        // Whoever names a profile wants that identity and no other.
        return choice.isNamed ? .failed(why) : .nothing(why)
      }
      profile = found
    } catch {
      return .failed(error.description)
    }
    for setting in ["role_arn", "sso_session", "sso_start_url"] where profile.value(setting) != nil {
      return Self.notYet(setting)
    }
    if let answer = Self.key(profile.credentials) { return answer }
    for setting in ["login_session", "credential_process"] where profile.value(setting) != nil {
      return Self.notYet(setting)
    }
    if let answer = Self.key(profile.config) { return answer }
    return .nothing("has no aws_access_key_id in \(files.description)")
  }

  private static func notYet(_ setting: String) -> CredentialAnswer {
    .nothing("gets its key by \(setting), which this version does not support")
  }

  /// The key among these values; nil when there is none.
  private static func key(_ values: [String: String]) -> CredentialAnswer? {
    func value(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
    switch (value("aws_access_key_id"), value("aws_secret_access_key")) {
    case (let keyId?, let secret?):
      return .found(
        AWSCredentials(
          accessKeyId: keyId, secretAccessKey: Secret(secret), sessionToken: value("aws_session_token").map(Secret.init)
        ))
    case (.some, nil):
      return .failed("has aws_access_key_id without aws_secret_access_key")
    case (nil, .some):
      return .failed("has aws_secret_access_key without aws_access_key_id")
    case (nil, nil):
      return nil
    }
  }
}
