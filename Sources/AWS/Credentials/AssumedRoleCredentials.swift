/// The role that a profile names by `role_arn`, assumed by whom its `source_profile` or `credential_source` is.
///
/// The rules are botocore's: a source may have a role itself, and so on; one that has keys of its own gives these; only a
/// profile with keys of its own may be its own source.
struct AssumedRoleCredentials: ProfileProvider {
  let name = "assumed role"
  /// How many roles may be assumed one by another; each is a request, and nobody has so many.
  private static let mostRoles = 32

  let lookup: ProfileLookup
  let sources: CredentialSources

  func credentials(of profile: SharedProfile) -> CredentialAnswer {
    guard Self.isRole(profile) else { return .nothing("\(lookup.title) has no role_arn") }
    guard !isTooLong(profile) else {
      return .failed("\(lookup.title) begins a chain of more than \(Self.mostRoles) roles by source_profile")
    }
    return assume(profile, visited: [profile.name])
  }

  private func isTooLong(_ first: SharedProfile) -> Bool {
    var (profile, visited) = (first, Set([first.name]))
    while visited.count <= Self.mostRoles {
      // What cannot be found, or goes round in a circle, is told where it is.
      guard let name = profile.value("source_profile"), visited.insert(name).inserted,
        case .profile(let next) = sources.lookup(name).find(), Self.isRole(next), !Self.hasKey(next)
      else { return false }
      profile = next
    }
    return true
  }

  /// A profile with a token of a web identity is none, whatever else stands in it.
  private static func isRole(_ profile: SharedProfile) -> Bool {
    profile.has("role_arn") && !profile.has("web_identity_token_file")
  }

  private static func hasKey(_ profile: SharedProfile) -> Bool {
    profile.has("aws_access_key_id") || profile.has("aws_secret_access_key")
  }

  private func assume(_ profile: SharedProfile, visited: [String]) -> CredentialAnswer {
    let title = ProfileLookup.title(profile.name)
    guard let arn = profile.value("role_arn") else { return .failed("\(title) has an empty role_arn") }
    if let device = profile.value("mfa_serial") {
      return .failed(
        "\(title) has mfa_serial \(Words.printable(device)), and nobody is there to be asked for a code. Get a session "
          + "with `aws sts assume-role` or by credential_process, or take a role without MFA")
    }
    let source: CredentialAnswer
    let origin: String
    switch (profile.value("source_profile"), profile.value("credential_source")) {
    case (.some, .some): return .failed("\(title) has both source_profile and credential_source; only one can hold")
    case (nil, nil): return .failed("\(title) has role_arn, but neither source_profile nor credential_source")
    case (let name?, nil):
      origin = "source \(ProfileLookup.title(name))"
      source = self.source(name, of: profile, visited: visited)
    case (nil, let kind?):
      origin = "credential_source \(Words.printable(kind))"
      source = self.source(kind: kind, title).checked()
    }
    let key: AWSCredentials
    switch source {
    case .found(let found): key = found
    case .nothing(let why): return .failed("\(origin) of \(title): \(why)")
    case .failed, .unavailable: return source.prefixed("\(origin) of \(title): ")
    }
    let role = STS.Role(
      arn: arn, sessionName: profile.value("role_session_name"),
      externalID: profile.value("external_id"), duration: profile.value("duration_seconds").flatMap { Int($0) })
    do throws(AWSError) {
      let session = try sources.sts().assumeRole(role, as: .fixed(key))
      return .found(session.from("\(title) (assumed role \(Words.printable(arn)) from \(origin))"))
    } catch {
      return .failed(by: error, "\(title): \(error)")
    }
  }

  private func source(_ name: String, of profile: SharedProfile, visited: [String]) -> CredentialAnswer {
    let lookup = sources.lookup(name)
    let source: SharedProfile
    switch lookup.find() {
    case .profile(let found): source = found
    case .nothing(let why), .failed(let why): return .failed(why)
    }
    if visited.contains(name) {
      guard name == profile.name else {
        let circle = (visited + [name]).map { Words.printable($0) }.joined(separator: ", ")
        return .failed("the roles go round in a circle: \(circle)")
      }
      guard Self.hasKey(source) else { return .failed("is its own source and has no key of its own") }
    }
    guard Self.hasKey(source) || !Self.isRole(source) else { return assume(source, visited: visited + [name]) }
    return CredentialChain.ofProfile(lookup, sources, environment: [:]).answer()
  }

  private func source(kind: String, _ title: String) -> CredentialAnswer {
    switch kind {
    case "Environment": EnvironmentCredentials(sources.environment).credentials()
    case "EcsContainer": ContainerCredentials(sources).credentials()
    case "Ec2InstanceMetadata": InstanceCredentials(sources.metadata).credentials()
    default: .failed("is not one of Environment, EcsContainer, Ec2InstanceMetadata")
    }
  }
}

extension RefreshingCredentials {
  /// Keys of a role that somebody may assume, for another account; `purpose` tells where the role was named.
  static func assuming(
    _ role: STS.Role, as credentials: RefreshingCredentials, _ sources: CredentialSources, for purpose: String
  ) -> RefreshingCredentials {
    RefreshingCredentials(
      now: { UTCTime.now.secondsSince1970 }, interrupt: { credentials.stop() },
      fetch: { () throws(AWSError) in
        let origin = try credentials.current().provider
        let session = try sources.sts().assumeRole(role, as: credentials)
        return session.from("\(purpose) (role \(Words.printable(role.arn)) by \(origin))")
      })
  }
}
