import ArgumentParser

/// `logship check`: judges the configuration and shows what is in force.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the configuration and show every setting in force, and where it comes from.")

  @OptionGroup var configuration: ConfigurationFlags

  func run() throws {
    let surroundings = Surroundings.current()
    let settings = try configuration.resolve(in: surroundings)
    try StandardOutput.write(EffectiveConfiguration.text(settings, in: surroundings))
    _ = try settings.needs(ofWorkspace: true)
    try StandardOutput.write("\nThe configuration is complete.\n")
  }
}
