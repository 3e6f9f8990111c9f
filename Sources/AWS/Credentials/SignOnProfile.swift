import Transport

/// What a profile tells of IAM Identity Center: by itself, as it once was, or by an `[sso-session NAME]` section.
struct SignOnProfile: Equatable {
  /// Why a profile cannot be used.
  struct Unusable: Error {
    let reason: String
  }

  let profile: String
  /// The section's name; nil where the profile tells everything itself.
  let session: String?
  let startURL: String
  let region: String
  let account: String
  let role: String

  /// Reads a profile.
  ///
  /// - Returns: nil where the profile does not take its key from there.
  /// - Throws: `Unusable` where it does and something is missing.
  init?(_ profile: SharedProfile, in files: SharedConfiguration) throws(Unusable) {
    guard profile.has("sso_role_name") || profile.has("sso_account_id") else { return nil }
    let title = ProfileLookup.title(profile.name)
    var shared: [String: String] = [:]
    session = profile.value("sso_session")
    if let session {
      shared = try Self.section(session, of: title, in: files)
      for (name, value) in shared {
        // The values themselves are nobody's secret, but a message need not repeat them.
        guard let own = profile.value(name), own != value else { continue }
        throw Unusable(reason: "\(title) and [sso-session \(Words.printable(session))] differ in \(name)")
      }
    }
    let names = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"]
    let values = names.compactMap { profile.value($0) ?? shared[$0]?.unlessEmpty }
    guard values.count == names.count else {
      let missing = names.filter { profile.value($0) == nil && shared[$0]?.isEmpty ?? true }
      throw Unusable(reason: "\(title) signs on by IAM Identity Center, but has no \(missing.joined(separator: ", "))")
    }
    self.profile = profile.name
    (role, account, startURL, region) = (values[0], values[1], values[2], values[3])
    guard Region.isName(region) else { throw Unusable(reason: "sso_region of \(title) is not a region") }
  }

  private static func section(
    _ session: String, of title: String, in files: SharedConfiguration
  ) throws(Unusable) -> [String: String] {
    let name = "[sso-session \(Words.printable(session))]"
    do {
      if let section = try files.section("sso-session", session) { return section }
    } catch {
      throw Unusable(reason: error.description)
    }
    throw Unusable(reason: "\(title) names \(name), which is not in \(files.configPath ?? "any file")")
  }

  /// What the token is kept under.
  var cacheName: String { session ?? startURL }

  /// What gets a new token.
  var remedy: String { "Run `aws sso login --profile \(Words.printable(profile))`" }
}
