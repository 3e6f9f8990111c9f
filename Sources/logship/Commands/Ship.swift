import ArgumentParser

/// `logship ship`: reads the sources, maps their records and sends them.
struct Ship: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read records from files, folders, S3 or standard input and send them to the workspace.",
    usage: "logship [ship] [<options>] [SOURCE ...]",
    discussion: "What runs where no command is named. Without a SOURCE, source.paths of the configuration is read, "
      + "else standard input where that is a pipe, a file or a socket.")

  @Argument(
    help: ArgumentHelp("A file, a folder, s3://bucket/prefix, or - for standard input", valueName: "SOURCE"),
    completion: .file())
  var sources: [String] = []

  @Option(
    help: ArgumentHelp("Write the mapped records there instead of sending them: - or stdout", valueName: "-|stdout"))
  var to: OutputName?

  @Flag(help: "Do everything but send; needs no key and keeps no state")
  var dryRun = false

  @Option(
    help: ArgumentHelp("Form of the report on standard output (default: text)", valueName: "text|json|none"))
  var summary: ShipPlan.Summary?

  @Flag(name: .shortAndLong, help: "Print nothing unless the exit status is not 0")
  var quiet = false

  @Flag(help: "Exit with 0 also where records were rejected")
  var allowRejects = false

  @Flag(inversion: .prefixedNo, help: "Show how far the run is, where standard error is a terminal")
  var progress = true

  @OptionGroup var configuration: ConfigurationFlags

  func validate() throws {
    if dryRun, to != nil { throw ValidationError("--dry-run sends and writes nothing; leave out one of it and --to") }
  }

  func run() throws {
    let console = Console.standardError
    if quiet { console.hold() }
    let plan = try plan(in: .current(), input: .current())
    let logger = console.logger(plan.settings.log)
    for warning in plan.settings.warnings { logger.warning("\(warning)") }
    try ship(plan, logger: logger, console: console)
  }

  /// What this command line, the configuration and standard input come to.
  ///
  /// - Parameters:
  ///   - surroundings: The environment and the user.
  ///   - input: What standard input is.
  /// - Returns: A plan that can be carried out without a further look at the command line.
  /// - Throws: `ConfigurationErrors`, or `CommandFailure` with `usage` where there is nothing to read.
  func plan(in surroundings: Surroundings, input: ShipPlan.StandardInput) throws -> ShipPlan {
    let settings = try configuration.resolve(in: surroundings)
    let named = sources.isEmpty ? settings.source.paths : sources
    guard !named.isEmpty || input == .carriesData else {
      throw CommandFailure(
        .usage, "nothing to read: name a SOURCE, set source.paths, or pipe records in; see `logship ship --help`")
    }
    let target: ShipPlan.Target = dryRun ? .nowhere : to == nil ? .workspace : .standardOutput
    let needs = try settings.needs(ofWorkspace: target == .workspace, state: target != .nowhere)
    return ShipPlan(
      settings: settings, sources: named.isEmpty ? ["-"] : named, target: target, needs: needs,
      summary: summary ?? .text, isQuiet: quiet, allowsRejects: allowRejects, showsProgress: progress && !quiet)
  }
}

/// Where `--to` can write: standard output alone, under two names.
enum OutputName: ExpressibleByArgument, Sendable {
  case standardOutput

  init?(argument: String) {
    guard argument == "-" || argument == "stdout" else { return nil }
    self = .standardOutput
  }
}
