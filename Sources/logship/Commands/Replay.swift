import ArgumentParser

/// `logship replay`: sends what earlier runs could not.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Send the spool now, or the mended records of a reject file.",
    discussion: "The next run of ship sends the spool as well, and first. Lines of a reject file that were not mended "
      + "are rejected again.")

  @Option(
    help: ArgumentHelp(
      "Send the records of this reject file in place of the spool; - is standard input", valueName: "file"),
    completion: .file(extensions: ["ndjson"]))
  var rejects: String?

  @OptionGroup var flags: RunFlags

  @OptionGroup var configuration: ConfigurationFlags

  func run() throws {
    let console = Console.standardError
    if flags.quiet { console.hold() }
    let plan = try plan(in: .current())
    let logger = console.logger(plan.settings.log)
    for warning in plan.settings.warnings { logger.warning("\(warning)") }
    try replay(plan, logger: logger, console: console)
  }

  /// What this command line and the configuration come to.
  ///
  /// - Parameter surroundings: The environment and the user.
  /// - Returns: A plan that can be carried out without a further look at the command line.
  /// - Throws: `ConfigurationErrors`.
  func plan(in surroundings: Surroundings) throws -> ReplayPlan {
    let settings = try configuration.resolve(in: surroundings)
    let connections = Connections(settings: settings, surroundings: surroundings)
    let needs = try settings.needs(ofWorkspace: true, state: true, secrets: .everywhere(connections.secrets))
    return ReplayPlan(
      settings: settings, connections: connections, source: rejects.map { .rejects(file: $0) } ?? .spool, needs: needs,
      summary: flags.summary ?? .text, isQuiet: flags.quiet, allowsRejects: flags.allowRejects,
      showsProgress: flags.progress && !flags.quiet, wait: flags.wait)
  }
}
