import ArgumentParser

/// The configuration file and the flags of all settings, as nearly every command has them.
typealias ConfigurationFlags = ChosenConfigurationFlags<AllSettings>

/// The configuration file, and flags of the settings that a command has a use for.
struct ChosenConfigurationFlags<Choice: SettingChoice>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Configuration file (default: $LOGSHIP_CONFIG, else ~/.config/logship/config.json, "
        + "else /etc/logship/config.json)", valueName: "path"),
    completion: .file(extensions: ["json"]))
  var config: String?

  @OptionGroup(title: "Settings")
  var settings: SettingFlags<Choice>

  /// What was given in all places where settings are given.
  func typed(in surroundings: Surroundings) -> Typed {
    Typed(flags: settings.layer, config: config, in: surroundings)
  }

  /// The configuration that these flags lead to.
  ///
  /// - Parameter surroundings: The environment and the user.
  /// - Returns: The settings, each with its origin.
  /// - Throws: Everything that is wrong with them, at once.
  func resolve(in surroundings: Surroundings) throws(ConfigurationErrors) -> Settings {
    try Settings.resolve(typed(in: surroundings), in: surroundings)
  }
}
