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
    let signals = SignalWatch.start()
    let plan = try signals.preparing { interruptible in
      try self.plan(in: .current(), interruptible: interruptible)
    }
    let logger = plan.settings.tellWarnings(on: console)
    try plan.carryOut([], signals: signals, logger: logger, console: console) { options in
      if case .rejects(let file) = plan.source { options.rejectFile = file }
    }
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
  ) throws -> ReplayPlan {
    let settings = try configuration.resolve(in: surroundings)
    let connections = Connections(settings: settings, surroundings: surroundings)
    interruptible { connections.stop() }
    let needs = try settings.needs(ofWorkspace: true, state: true, secrets: .everywhere(connections.secrets))
    return ReplayPlan(
      settings: settings, connections: connections, source: rejects.map { .rejects(file: $0) } ?? .spool, needs: needs,
      summary: flags.summary ?? .text, isQuiet: flags.quiet, allowsRejects: flags.allowRejects,
      showsProgress: flags.progress && !flags.quiet, wait: flags.wait)
  }
}
