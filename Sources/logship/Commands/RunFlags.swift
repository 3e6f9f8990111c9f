import ArgumentParser

/// What every command that sends can be told about its run.
struct RunFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Wait this long for another run over the same state folder (default: leave at once with 69)", valueName: "time"),
    transform: WaitArgument.read)
  var wait: Duration?

  @Option(
    help: ArgumentHelp("Form of the report on standard output (default: text)", valueName: "text|json|none"))
  var summary: Summary.Form?

  @Flag(name: .shortAndLong, help: "Print nothing unless the exit status is not 0")
  var quiet = false

  @Flag(help: "Exit with 0 also where records were rejected")
  var allowRejects = false

  @Flag(inversion: .prefixedNo, help: "Show how far the run is, where standard error is a terminal")
  var progress = true
}

extension RunFlags {
  /// Plans a run and carries it out.
  ///
  /// - Parameter plan: Decides what is to be done; gets what takes the way to break off a wait for a secret.
  /// - Throws: What the plan throws, or `CommandFailure` once everything was told.
  func carryOut(
    _ plan: @escaping (_ interruptible: (@escaping @Sendable () -> Void) -> Void) throws -> RunPlan
  ) throws {
    let console = Console.standardError
    if quiet { console.hold() }
    let signals = try SignalWatch.start()
    let plan = try signals.preparing { interruptible in try plan(interruptible) }
    let logger = plan.settings.tellWarnings(on: console)
    try plan.carryOut(signals: signals, logger: logger, console: console)
  }
}
