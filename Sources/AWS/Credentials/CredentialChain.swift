/// The providers in the order in which they are asked.
struct CredentialChain: Sendable {
  private let providers: [any CredentialProvider]
  /// What keeps the whole chain from being asked; nil where nothing does.
  private let obstacle: @Sendable () -> CredentialReason?

  /// A chain of these providers.
  init(_ providers: [any CredentialProvider]) {
    self.init(providers) { nil }
  }

  private init(_ providers: [any CredentialProvider], obstacle: @escaping @Sendable () -> CredentialReason?) {
    self.providers = providers
    self.obstacle = obstacle
  }

  /// The chain of this version: a new source of credentials is one line here.
  ///
  /// - Parameters:
  ///   - sources: Where the providers look.
  ///   - profile: The setting `aws.profile`. Who names a profile means it, so the environment's keys, which a shell
  ///     may have left behind, are then not asked.
  /// - Returns: The providers in botocore's order.
  static func standard(_ sources: CredentialSources, profile: String? = nil) -> CredentialChain {
    let choice = SharedProfile.Choice(setting: profile, environment: sources.environment)
    let lookup = ProfileLookup(choice: choice, files: sources.files)
    let isSet = profile?.isEmpty == false
    var providers: [any CredentialProvider] = []
    if !isSet { providers.append(EnvironmentCredentials(sources.environment)) }
    providers.append(AssumedRoleCredentials(lookup: lookup, sources: sources))
    providers += ofProfile(lookup, sources, environment: isSet ? [:] : sources.environment).providers
    providers.append(ContainerCredentials(sources))
    providers.append(InstanceCredentials(sources.metadata))
    return CredentialChain(providers) {
      // Whoever names a profile that is not there made a mistake, and no key may hide it.
      guard case .failed(let why) = lookup.find() else { return nil }
      return CredentialReason(provider: "shared files", reason: why)
    }
  }

  /// What one profile gives, but for a role that another one assumes.
  ///
  /// - Parameters:
  ///   - lookup: The profile.
  ///   - sources: Where the providers look.
  ///   - environment: The variables of a web identity; empty where only the profile counts.
  /// - Returns: The providers in botocore's order.
  static func ofProfile(
    _ lookup: ProfileLookup, _ sources: CredentialSources, environment: [String: String]
  ) -> CredentialChain {
    CredentialChain([
      WebIdentityCredentials(lookup: lookup, sources: sources, environment: environment),
      SignOnCredentials(lookup: lookup, sources: sources),
      KeyFileCredentials(file: .credentials, lookup: lookup),
      LoginCredentials(lookup: lookup, sources: sources),
      ProcessCredentials(lookup: lookup, sources: sources),
      KeyFileCredentials(file: .configuration, lookup: lookup),
    ])
  }

  /// The first credentials that a provider has.
  ///
  /// - Returns: The key, with its provider's name where that told none.
  /// - Throws: `AWSError.noCredentials` with every asked provider's reason, when none has any or one failed.
  func credentials() throws(AWSError) -> AWSCredentials {
    if let reason = obstacle() { throw .noCredentials([reason]) }
    var reasons: [CredentialReason] = []
    for provider in providers {
      switch provider.credentials().checked() {
      case .found(let credentials):
        return credentials.provider.isEmpty ? credentials.from(provider.name) : credentials
      case .nothing(let why):
        reasons.append(CredentialReason(provider: provider.name, reason: why))
      case .failed(let why):
        reasons.append(CredentialReason(provider: provider.name, reason: why))
        throw .noCredentials(reasons)
      case .unavailable(let why):
        reasons.append(CredentialReason(provider: provider.name, reason: why, isUnavailable: true))
        throw .noCredentials(reasons)
      }
    }
    throw .noCredentials(reasons)
  }

  /// The same as one provider's answer.
  func answer() -> CredentialAnswer {
    do throws(AWSError) {
      return .found(try credentials())
    } catch {
      guard case .noCredentials(let reasons) = error else { return .failed(by: error) }
      return .failed(by: error, CredentialReason.list(reasons))
    }
  }
}

/// Why a provider gave no credentials.
public struct CredentialReason: Sendable, Equatable, CustomStringConvertible {
  public let provider: String
  public let reason: String
  /// Whether the provider has a key, and the service that gives it out cannot be asked now.
  public let isUnavailable: Bool

  /// One provider's reason.
  public init(provider: String, reason: String, isUnavailable: Bool = false) {
    self.isUnavailable = isUnavailable
    self.provider = provider
    self.reason = reason
  }

  public var description: String { "\(provider): \(reason)" }

  /// Several reasons in one line; neighbours with the same reason are told together.
  static func list(_ reasons: [CredentialReason]) -> String {
    var groups: [(providers: [String], reason: String)] = []
    for reason in reasons {
      if let last = groups.last, last.reason == reason.reason {
        groups[groups.count - 1].providers.append(reason.provider)
      } else {
        groups.append(([reason.provider], reason.reason))
      }
    }
    return groups.map { "\($0.providers.joined(separator: ", ")): \($0.reason)" }.joined(separator: "; ")
  }
}
