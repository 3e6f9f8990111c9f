/// Finds the configuration file.
enum ConfigurationFile {
  /// The most bytes of a configuration.
  static let maximumBytes = 1 << 20

  /// The file that is named, else the first that is there of the usual places.
  ///
  /// Files are not merged.
  ///
  /// - Parameters:
  ///   - flag: What `--config` names.
  ///   - surroundings: Where `LOGSHIP_CONFIG` and the usual places come from.
  /// - Returns: Path and contents, or nil where none is named and none is there.
  /// - Throws: `ConfigurationError` for a named file that is missing, and for any that cannot be read.
  static func find(
    flag: String?, in surroundings: Surroundings
  ) throws(ConfigurationError) -> (path: String, bytes: [UInt8])? {
    if let flag { return (flag, try read(flag, namedBy: .flag("--config"))) }
    if let path = surroundings[variable: "LOGSHIP_CONFIG"] {
      return (path, try read(path, namedBy: .variable("LOGSHIP_CONFIG")))
    }
    for path in usualPlaces(in: surroundings) {
      do {
        return (path, try WholeFile.read(path, atMost: maximumBytes))
      } catch {
        guard error.isMissing else {
          throw ConfigurationError(.fileUnreadable(reason: error.reason), at: "", from: .file(path))
        }
      }
    }
    return nil
  }

  /// Where a file is looked for that nobody names, in this order.
  static func usualPlaces(in surroundings: Surroundings) -> [String] {
    let own = surroundings.base("XDG_CONFIG_HOME", orHome: ".config").map { "\($0.path)/logship/config.json" }
    return [own, surroundings.systemConfiguration].compactMap(\.self)
  }

  private static func read(_ path: String, namedBy origin: Origin) throws(ConfigurationError) -> [UInt8] {
    do {
      return try WholeFile.read(path, atMost: maximumBytes)
    } catch {
      throw ConfigurationError(
        error.isMissing ? .fileNotFound(namedBy: origin) : .fileUnreadable(reason: error.reason), at: "",
        from: .file(path))
    }
  }
}
