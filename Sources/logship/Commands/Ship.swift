import ArgumentParser
import Delivery
import Glibc
import Records

/// `logship ship`: reads the sources, maps their records and sends them.
struct Ship: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ship",
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

  @Flag(help: "Ship everything again, whatever was shipped before")
  var reship = false

  @Option(
    help: ArgumentHelp(
      "Ship only records of this time or later: 2026-11-24, 2026-11-24T03:00:00Z, or 7d back from now",
      valueName: "time"),
    transform: TimeArgument.init)
  var since: TimeArgument?

  @Option(
    help: ArgumentHelp("Ship only records from before this time, in the same forms", valueName: "time"),
    transform: TimeArgument.init)
  var until: TimeArgument?

  @Option(
    help: ArgumentHelp("Account of reports that do not say theirs, such as `aws iam list-access-keys`", valueName: "id")
  )
  var account: String?

  @Option(
    help: ArgumentHelp(
      "Day or time of reports that do not say theirs (default: the day on which the file was last changed)",
      valueName: "date"),
    transform: TimeArgument.init)
  var asOf: TimeArgument?

  @OptionGroup var flags: RunFlags

  @OptionGroup var configuration: ConfigurationFlags

  func validate() throws {
    if let account, !MappingOptions.isAccount(account) {
      throw ValidationError("--account is an AWS account's twelve digits")
    }
    if dryRun, to != nil { throw ValidationError("--dry-run sends and writes nothing; leave out one of it and --to") }
  }

  func run() throws {
    let now = Timestamp(epochSeconds: Int64(time(nil)))
    try flags.carryOut { interruptible in
      try plan(in: try .current(), input: .current(), now: now, interruptible: interruptible)
    }
  }

  /// Refuses a first source that is no file but nearly a command, before anything else is shipped.
  private func rejectMistypedCommand() throws(CommandFailure) {
    guard let word = sources.first, word.allSatisfy({ $0.isLetter || $0 == "-" }), access(word, F_OK) != 0,
      let command = NearestName.of(word, among: Logship.configuration.subcommands.map { $0._commandName })
    else { return }
    throw CommandFailure(.usage, "\(word) is neither a command nor a file; did you mean `logship \(command)`?")
  }

  /// What this command line, the configuration and standard input come to.
  ///
  /// - Parameters:
  ///   - surroundings: The environment and the user.
  ///   - input: What standard input is.
  ///   - now: What `--since 7d` counts back from.
  ///   - interruptible: Gets what breaks off a wait for a secret.
  /// - Returns: A plan that can be carried out without a further look at the command line.
  /// - Throws: `ConfigurationErrors`, or `CommandFailure` with `usage` where there is nothing to read.
  func plan(
    in surroundings: Surroundings, input: StandardInput, now: Timestamp,
    interruptible: (@escaping @Sendable () -> Void) -> Void = { _ in }
  ) throws -> RunPlan {
    let since = since?.time(now: now)
    let until = until?.time(now: now)
    if let since, let until, since >= until {
      throw CommandFailure(
        .usage, "--since is \(since) and --until \(until), which leaves no time between them; --until must be later")
    }
    let typed = try SourceLocation.typed(sources)
    try rejectMistypedCommand()
    let settings = try configuration.resolve(in: surroundings)
    let named = try settings.sources(unless: typed)
    guard !named.isEmpty || input == .carriesData else {
      throw CommandFailure(
        .usage, "nothing to read: name a SOURCE, set source.paths, or pipe records in; see `logship ship --help`")
    }
    let target: RunPlan.Target = dryRun ? .nowhere : to == nil ? .workspace : .standardOutput
    let connections = Connections(settings: settings, surroundings: surroundings)
    interruptible { connections.stop() }
    // A dry run shows no record, so it can do without a secret that would have to be asked for.
    let needs = try settings.needs(
      ofWorkspace: target == .workspace, state: target != .nowhere,
      secrets: target == .nowhere ? .thisMachine : .everywhere(connections.secrets))
    var plan = RunPlan("logship ship", settings, connections, needs, flags)
    plan.sources = named.isEmpty ? [.standardInput] : named
    plan.target = target
    plan.isReshipping = reship
    plan.since = since
    plan.until = until
    plan.account = account
    plan.asOf = asOf?.day(now: now)
    return plan
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
