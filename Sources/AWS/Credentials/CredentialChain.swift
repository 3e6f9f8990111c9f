/// The providers in the order in which they are asked.
public struct CredentialChain: Sendable {
  private let providers: [any CredentialProvider]

  /// A chain of these providers.
  public init(_ providers: [any CredentialProvider]) {
    self.providers = providers
  }

  /// The chain of this version: a new source of credentials is one line here.
  ///
  /// - Parameters:
  ///   - environment: The process's variables.
  ///   - profile: The setting `aws.profile`. Who names a profile means it, so the environment's keys, which a shell
  ///     may have left behind, are then not asked.
  ///   - files: Where profiles are looked for.
  /// - Returns: The providers in order.
  public static func standard(
    environment: [String: String], profile: String? = nil, files: SharedConfiguration
  ) -> CredentialChain {
    var providers: [any CredentialProvider] = []
    if profile == nil { providers.append(EnvironmentCredentials(environment)) }
    providers.append(ProfileCredentials(SharedProfile.Choice(setting: profile, environment: environment), in: files))
    return CredentialChain(providers)
  }

  /// The first credentials that a provider has.
  ///
  /// - Throws: `AWSError.noCredentials` with every asked provider's reason, when none has any or one failed.
  public func credentials() throws(AWSError) -> AWSCredentials {
    var reasons: [CredentialReason] = []
    for provider in providers {
      switch provider.credentials() {
      case .found(let credentials):
        return credentials
      case .nothing(let why):
        reasons.append(CredentialReason(provider: provider.name, reason: why))
      case .failed(let why):
        reasons.append(CredentialReason(provider: provider.name, reason: why))
        throw .noCredentials(reasons)
      }
    }
    throw .noCredentials(reasons)
  }
}

/// Why a provider gave no credentials.
public struct CredentialReason: Sendable, Equatable, CustomStringConvertible {
  public let provider: String
  public let reason: String

  /// One provider's reason.
  public init(provider: String, reason: String) {
    self.provider = provider
    self.reason = reason
  }

  public var description: String { "\(provider): \(reason)" }
}
