import ArgumentParser

/// The configuration file and the settings' flags, for every command that has a configuration.
struct ConfigurationFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Configuration file (default: $LOGSHIP_CONFIG, else ~/.config/logship/config.json, "
        + "else /etc/logship/config.json)", valueName: "path"),
    completion: .file(extensions: ["json"]))
  var config: String?

  @OptionGroup(title: "Settings")
  var settings: SettingFlags

  /// The configuration that these flags lead to.
  ///
  /// - Parameter surroundings: The environment and the user.
  /// - Returns: The settings, each with its origin.
  /// - Throws: Everything that is wrong with them, at once.
  func resolve(in surroundings: Surroundings) throws(ConfigurationErrors) -> Settings {
    try Settings.resolve(flags: settings.layer, config: config, surroundings: surroundings)
  }
}
