import Digest
import Transport

/// The access key that stands under a profile in one of the two shared files.
struct KeyFileCredentials: ProfileProvider {
  /// Which of the two.
  ///
  /// A key in the credentials file goes before a login or a process, one in the configuration file behind them.
  enum File: Sendable {
    case credentials
    case configuration
  }

  let file: File
  let lookup: ProfileLookup

  var name: String {
    switch file {
    case .credentials: "credentials file"
    case .configuration: "configuration file"
    }
  }

  func credentials(of profile: SharedProfile) -> CredentialAnswer {
    let (values, path) =
      switch file {
      case .credentials: (profile.credentials, lookup.files.credentialsPath)
      case .configuration: (profile.config, lookup.files.configPath)
      }
    func value(_ name: String) -> String? { values[name]?.unlessEmpty }
    let place = "\(lookup.title) in \(path ?? "no file")"
    guard values["aws_access_key_id"]?.isEmpty != true else {
      return .failed("\(place) has an empty aws_access_key_id")
    }
    guard let keyId = value("aws_access_key_id") else {
      let half = value("aws_secret_access_key") != nil
      return .nothing("\(place) has \(half ? "aws_secret_access_key without" : "no") aws_access_key_id")
    }
    guard let secret = value("aws_secret_access_key") else {
      return .failed("\(place) has aws_access_key_id without aws_secret_access_key")
    }
    let token = value("aws_security_token") ?? value("aws_session_token")
    return .found(
      AWSCredentials(
        accessKeyId: keyId, secretAccessKey: Secret(secret), sessionToken: token.map(Secret.init), provider: place))
  }
}
