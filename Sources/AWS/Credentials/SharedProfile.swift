import Transport

/// What the shared files hold under one profile's name.
public struct SharedProfile: Sendable, Equatable {
  /// Which profile is meant, and whether somebody named it.
  public struct Choice: Sendable, Equatable {
    public let name: String
    /// False for `default` where nobody asked for it by name; such a profile may be missing.
    public let isNamed: Bool

    /// The setting `aws.profile`, else `AWS_DEFAULT_PROFILE`, else `AWS_PROFILE`, else `default`.
    public init(setting: String?, environment: [String: String]) {
      // The older variable first, as botocore has it.
      let named = [setting, environment["AWS_DEFAULT_PROFILE"], environment["AWS_PROFILE"]]
        .compactMap { $0 }.first { !$0.isEmpty }
      name = named ?? "default"
      isNamed = named != nil
    }

    private init(name: String, isNamed: Bool) {
      self.name = name
      self.isNamed = isNamed
    }

    /// A profile that another one names.
    static func named(_ name: String) -> Choice { Choice(name: name, isNamed: true) }
  }

  public let name: String
  let credentials: [String: String]
  let config: [String: String]

  /// A value from the credentials file, where the line is there, else from the configuration file; an empty one counts as
  /// not set.
  func value(_ key: String) -> String? {
    (credentials[key] ?? config[key])?.unlessEmpty
  }

  /// Whether a line is there, be its value empty.
  func has(_ key: String) -> Bool { credentials[key] != nil || config[key] != nil }

  /// The region that the profile names.
  public var region: String? { value("region") }

  /// The file of trusted certificates that the profile names.
  public var caBundle: String? { value("ca_bundle") }
}
