import Glibc

/// What the process finds around it, handed in so that nothing below reads globals.
struct Surroundings: Sendable {
  var environment: [String: String]
  /// Names of variables whose values are no UTF-8, and were mended for `environment`.
  var mended: Set<String> = []
  var isRoot: Bool
  /// The home in the user database, used where `HOME` is not set, as under cron.
  var homeInDatabase: String?
  /// The last place where a configuration is looked for.
  var systemConfiguration = "/etc/logship/config.json"

  /// A variable's value, where it is set and not empty.
  subscript(variable name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  var home: String? { self[variable: "HOME"] ?? homeInDatabase }

  /// `$VARIABLE` where it is an absolute path, as the XDG rules ask, else a folder below the home.
  func base(_ variable: String, orHome folder: String) -> (path: String, isVariable: Bool)? {
    if let path = self[variable: variable], path.hasPrefix("/") { return (path, true) }
    return home.map { ("\($0)/\(folder)", false) }
  }

  /// The path with a leading `~/` replaced: no shell has seen what a file or a variable says.
  func expandingHome(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home else { return path }
    return home + path.dropFirst()
  }
}

extension Surroundings {
  /// Whether a variable is one of those that name files, folders or whom we are.
  private static func isOurs(_ variable: String) -> Bool {
    [
      "HOME", "STATE_DIRECTORY", "CREDENTIALS_DIRECTORY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE",
    ].contains(variable)
      || ["LOGSHIP_", "AWS_", "AZURE_", "XDG_"].contains { variable.hasPrefix($0) }
  }

  /// This process's own.
  ///
  /// - Throws: `CommandFailure` where one of our variables is not UTF-8: what would be read of it is another path, or
  ///   another name.
  static func current() throws(CommandFailure) -> Surroundings {
    var environment: [String: String] = [:]
    var mended: Set<String> = []
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let separator = pair.firstIndex(of: "=") {
        let name = String(pair[..<separator])
        if String(validatingCString: text) == nil {
          guard !isOurs(name) else {
            throw CommandFailure(
              .configuration, "the variable \(name) is not UTF-8, as names and paths have to be; set it to one that is")
          }
          mended.insert(name)
        }
        environment[name] = String(pair[pair.index(after: separator)...])
      }
      entry += 1
    }
    return Surroundings(
      environment: environment, mended: mended, isRoot: geteuid() == 0, homeInDatabase: homeInDatabase())
  }

  private static func homeInDatabase() -> String? {
    var buffer = [CChar](repeating: 0, count: 16_384)
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil,
      let home = entry.pw_dir
    else { return nil }
    return String(cString: home)
  }
}
