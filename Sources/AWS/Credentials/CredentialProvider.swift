/// What one provider says when it is asked for credentials.
enum CredentialAnswer: Sendable, Equatable {
  case found(AWSCredentials)
  /// The provider is not set up here; the next one is asked.
  case nothing(String)
  /// The provider is set up and does not work. The chain ends here, since another one's key would be another identity
  /// than the one that was configured.
  case failed(String)
  /// The same, where a service of AWS that gives out the key cannot be asked now, so that a later run may have it.
  case unavailable(String)

  /// What an error of AWS comes to, in words of the provider's own where they are given.
  static func failed(by error: AWSError, _ words: String? = nil) -> CredentialAnswer {
    let words = words ?? "\(error)"
    return error.meaning == .unavailable ? .unavailable(words) : .failed(words)
  }

  /// The same answer, unless a part of the key cannot be sent.
  func checked() -> CredentialAnswer {
    guard case .found(let key) = self, let part = key.unfitPart else { return self }
    let place = key.provider.isEmpty ? "" : " of \(key.provider)"
    return .failed("the \(part.rawValue)\(place) \(AWSCredentials.Part.unfit)")
  }

  /// The same answer with more words in front of a reason.
  func prefixed(_ words: String) -> CredentialAnswer {
    switch self {
    case .found: self
    case .nothing(let why): .nothing(words + why)
    case .failed(let why): .failed(words + why)
    case .unavailable(let why): .unavailable(words + why)
    }
  }
}

/// One place where credentials can come from.
///
/// A provider may block, and may be asked from several threads at once. The reasons that it gives are shown to a user:
/// they name the variable, the file or the profile, and never a value that is secret.
protocol CredentialProvider: Sendable {
  /// The name in front of its reasons, such as `environment` or `profile "audit"`.
  var name: String { get }
  /// Looks for credentials now.
  func credentials() -> CredentialAnswer
}
