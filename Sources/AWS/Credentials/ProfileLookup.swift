/// One profile of the shared files, looked up anew whenever it is needed.
struct ProfileLookup: Sendable {
  /// What a look came to.
  enum Found {
    case profile(SharedProfile)
    /// The files do not have it, and nobody named it.
    case nothing(String)
    /// A file cannot be understood, or does not have what somebody named.
    case failed(String)
  }

  let choice: SharedProfile.Choice
  let files: SharedConfiguration

  /// The profile's name as a message has it.
  var title: String { Self.title(choice.name) }

  static func title(_ name: String) -> String { "profile \"\(Words.printable(name))\"" }

  /// Looks into the files.
  func find() -> Found {
    guard files.credentialsPath != nil || files.configPath != nil else {
      return .nothing("HOME is not set and the user database names no home folder to look in")
    }
    do {
      if let profile = try files.profile(choice.name) { return .profile(profile) }
    } catch {
      return .failed(error.description)
    }
    let why = "\(title) is not in \(files.description)"
    // Whoever names a profile wants that identity and no other.
    return choice.isNamed ? .failed(why) : .nothing(why)
  }
}

/// A provider that looks into a profile and has nothing where there is none.
protocol ProfileProvider: CredentialProvider {
  var lookup: ProfileLookup { get }
  /// What the profile gives.
  func credentials(of profile: SharedProfile) -> CredentialAnswer
}

extension ProfileProvider {
  func credentials() -> CredentialAnswer {
    switch lookup.find() {
    case .profile(let profile): credentials(of: profile)
    case .nothing(let why): .nothing(why)
    case .failed(let why): .failed(why)
    }
  }
}
