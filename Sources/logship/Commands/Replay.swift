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
    try flags.carryOut { interruptible in try plan(in: .current(), interruptible: interruptible) }
  }

  /// What this command line and the configuration come to.
  ///
  /// - Parameters:
  ///   - surroundings: The environment and the user.
  ///   - interruptible: Gets what breaks off a wait for a secret.
  /// - Returns: A plan that can be carried out without a further look at the command line.
  /// - Throws: `ConfigurationErrors`.
  func plan(
    in surroundings: Surroundings, interruptible: (@escaping @Sendable () -> Void) -> Void = { _ in }
  ) throws -> RunPlan {
    let settings = try configuration.resolve(in: surroundings)
    let connections = Connections(settings: settings, surroundings: surroundings)
    interruptible { connections.stop() }
    let needs = try settings.needs(ofWorkspace: true, state: true, secrets: .everywhere(connections.secrets))
    var plan = RunPlan("logship replay", settings, connections, needs, flags)
    plan.rejectFile = rejects
    return plan
  }
}
