import Files
import Glibc
import Transport

/// The two files that the AWS tools share: `~/.aws/credentials` and `~/.aws/config`.
///
/// They are read anew at each question, so a key that was rotated on disk is found.
public struct SharedConfiguration: Sendable {
  /// The folder that `~` stands for; nil when there is none.
  public let home: String?
  /// Where keys are looked for first; nil when there is no home folder to look in.
  public let credentialsPath: String?
  /// Where regions, roles and more are looked for; nil when there is no home folder to look in.
  public let configPath: String?

  /// The files that these variables and this home folder name.
  ///
  /// - Parameters:
  ///   - environment: `AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` go before the home folder; `$NAME` and
  ///     `${NAME}` in them stand for other variables.
  ///   - home: The folder that `~` stands for; nil when there is none.
  public init(environment: [String: String], home: String?) {
    func path(_ variable: String, _ standard: String) -> String? {
      guard let named = environment[variable], !named.isEmpty else { return home.map { "\($0)/.aws/\(standard)" } }
      let given = VariableText.expand(named, environment)
      guard given == "~" || given.hasPrefix("~/"), let home else { return given }
      return home + given.dropFirst()
    }
    self.home = home
    credentialsPath = path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    configPath = path("AWS_CONFIG_FILE", "config")
  }

  /// The files of the user who runs this process.
  public init(environment: [String: String]) {
    self.init(environment: environment, home: Self.home(environment))
  }

  /// `HOME`, or the user database's folder where that is not set, as under cron and systemd.
  static func home(_ environment: [String: String]) -> String? {
    if let home = environment["HOME"], !home.isEmpty { return home }
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil, let folder = entry.pw_dir
    else { return nil }
    let home = String(cString: folder)
    return home.unlessEmpty
  }

  /// Looks a profile up in both files.
  ///
  /// Of several sections of the configuration file under one name, such as `[profile x]` and `[profile "x"]`, or
  /// `[default]` and `[profile default]`, the last one counts and the others do not.
  ///
  /// - Parameter name: The profile's name, without `profile` before it.
  /// - Returns: nil when neither file has it.
  /// - Throws: `SharedConfigurationError` when a file is there and cannot be read or understood.
  public func profile(_ name: String) throws(SharedConfigurationError) -> SharedProfile? {
    let credentials = try Self.read(credentialsPath)?.sections[name]
    let config = try Self.read(configPath)?.last { title in
      Self.name(after: "profile", in: title) == name || title == "default" && name == title
    }
    guard credentials != nil || config != nil else { return nil }
    return SharedProfile(name: name, credentials: credentials ?? [:], config: config ?? [:])
  }

  /// The files' names for a message about what they lack, with why those were not looked into that are there.
  var description: String {
    [credentialsPath, configPath].compactMap { $0 }.map { path in
      access(path, R_OK) != 0 && errno == EACCES ? "\(path) (cannot be read: Permission denied)" : path
    }.joined(separator: " and ")
  }

  /// A `[services NAME]` section of the configuration file: by service its own values, such as `endpoint_url`.
  ///
  /// - Returns: nil when there is no such section.
  /// - Throws: `SharedConfigurationError` when the file is there and cannot be read or understood.
  func services(_ name: String) throws(SharedConfigurationError) -> [String: [String: String]]? {
    try section("services", name)?.mapValues(IniFile.nested)
  }

  /// A `[KIND NAME]` section of the configuration file, as `[sso-session NAME]` is one.
  ///
  /// - Returns: nil when there is no such section.
  /// - Throws: `SharedConfigurationError` when the file is there and cannot be read or understood.
  func section(_ kind: String, _ name: String) throws(SharedConfigurationError) -> [String: String]? {
    try Self.read(configPath)?.last { Self.name(after: kind, in: $0) == name }
  }

  /// `NAME` of the title `KIND NAME`, quoted or not.
  private static func name(after kind: String, in title: String) -> String? {
    guard title.hasPrefix(kind) else { return nil }
    let rest = title.dropFirst(kind.count)
    guard rest.first?.isWhitespace == true else { return nil }
    var name = rest.drop(while: \.isWhitespace)
    while name.last?.isWhitespace == true { name.removeLast() }
    if let quote = name.first, quote == "\"" || quote == "'" {
      return name.count >= 2 && name.last == quote ? String(name.dropFirst().dropLast()) : nil
    }
    return name.contains(where: \.isWhitespace) ? nil : String(name)
  }

  /// A file's contents; nil where it is not there or, as the AWS tools have it, cannot be opened.
  private static func read(_ path: String?) throws(SharedConfigurationError) -> IniFile? {
    guard let path else { return nil }
    let text: String
    do {
      text = try SmallFile.text(path)
    } catch {
      if case .absent = error { return nil }
      throw SharedConfigurationError(path: path, reason: error.reason)
    }
    do {
      return try IniFile(text)
    } catch {
      throw SharedConfigurationError(path: path, reason: "line \(error.line) \(error.reason)")
    }
  }
}

/// Why a shared file that is there could not be used.
public struct SharedConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public var description: String { "\(path) \(reason)" }
}

extension IniFile {
  /// The values of the last section whose title is wanted; nil where there is none.
  fileprivate func last(where isWanted: (String) -> Bool) -> [String: String]? {
    titles.last(where: isWanted).flatMap { sections[$0] }
  }
}
