import AWS
import ArgumentParser
import AzureMonitor
import Delivery
import Records

/// `logship check`: judges the configuration and shows what is in force.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration and show every setting in force, and where it comes from.",
    discussion: """
      Nobody is asked but whoever gives the credentials for AWS. With --online AWS is asked who the caller is, each S3 \
      source is listed until an object of it is found, and that object is opened. Each secret is read where it is kept, \
      which runs its command if it has one. The workspace gets one signed request that stores nothing, and so does each \
      stream of a data collection rule. Where Azure Resource Graph shows the rule, what is sent is compared with what it \
      declares. What is missing is named by action and resource, and so is what cannot be proved, with the reason.
      """)

  @Flag(help: "Also prove what a run needs of AWS and of the workspace, secrets read where they are kept")
  var online = false

  @Argument(help: ArgumentHelp("With --online: S3 sources to ask for in place of source.paths", valueName: "SOURCE"))
  var sources: [String] = []

  @OptionGroup var configuration: ConfigurationFlags

  func validate() throws {
    if !sources.isEmpty, !online { throw ValidationError("a SOURCE is only asked for with --online") }
  }

  func run() throws {
    try SignalWatch.start().preparing { interruptible in try check(interruptible) }
  }

  private func check(_ interruptible: (@escaping @Sendable () -> Void) -> Void) throws {
    let surroundings = try Surroundings.current()
    let typed = try SourceLocation.typed(sources)
    let settings = try configuration.resolve(in: surroundings)
    try StandardOutput.write(EffectiveConfiguration.text(settings, in: surroundings))
    let known = try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine)
    let connections = Connections(settings: settings, surroundings: surroundings, endsAtOnce: true)
    interruptible { connections.stop() }
    if let rule = known.rule { try connections.requireSignIn(to: rule) }
    try StandardOutput.write("\n")
    try tell("The configuration is complete.")
    for line in DestinationAdvice(settings).lines + settings.openSecrets { try tell(line) }
    var codes: [ExitCode] = []
    func note(_ problems: [Problem]) {
      for problem in problems { Console.standardError.problem(problem.words) }
      codes.append(ExitCode.of(problems, allowsRejects: false))
    }
    let locations = try settings.sources(unless: typed).filter(\.isInS3)
    let aws = AWSCheck(connections: connections) { try tell($0) }
    if isAWSAsked(locations, settings) { note(try aws.identity(online: online)) }
    if online {
      if codes.allSatisfy({ $0 == .success }) {
        if isAWSAsked(locations, settings) { note(try aws.caller()) }
        note(try aws.sources(locations))
        if locations.isEmpty { try tell("no S3 source is configured: none was listed") }
      } else {
        try tell("Nothing was proved in AWS, for which there are no credentials")
      }
      do {
        let needs = try needs(settings, known, connections)
        if let workspace = needs.workspace { note(try checkWorkspace(workspace, settings, connections)) }
        if let rule = needs.rule { note(try checkRule(rule, settings, connections)) }
      } catch let errors as ConfigurationErrors {
        try tellRead(settings.secretsOfStart.filter { secret in !errors.problems.contains { $0.path == secret.path } })
        for problem in errors.problems { Console.standardError.problem("\(problem)") }
        codes.append(errors.exitCode)
      }
    } else {
      for secret in settings.distantSecrets {
        try tell("\(secret.path) is kept as \(secret.detail): not asked for without --online")
      }
    }
    let code = ExitCode.mostUrgent(codes)
    if code != .success { throw CommandFailure(code) }
  }

  func tell(_ line: String) throws {
    try StandardOutput.write(Shown.line(line) + "\n")
  }

  /// Whether a run needs an identity in AWS.
  private func isAWSAsked(_ locations: [SourceLocation], _ settings: Settings) -> Bool {
    !locations.isEmpty || settings.distantSecrets.contains { $0.form.isInAWS } || settings.federationAudience != nil
  }

  /// What a run needs, every secret read from where it is kept, and told; `known` was read already.
  private func needs(
    _ settings: Settings, _ known: Settings.Needs, _ connections: Connections
  ) throws -> Settings.Needs {
    let needs = try settings.needs(
      ofWorkspace: true, state: true, secrets: .everywhere(connections.secrets), known: known)
    try tellRead(settings.secretsOfStart)
    return needs
  }

  func tellRead(_ secrets: [SecretSource]) throws {
    for secret in secrets { try tell("\(secret.path) was read from \(secret.form.place)") }
  }

  private func checkWorkspace(
    _ workspace: Settings.Workspace, _ settings: Settings, _ connections: Connections
  ) throws -> [Problem] {
    let columns = ColumnPlan(settings.columns.changes)
    let client = try connections.workspace(workspace, timeColumn: columns.timeColumn)
    if let problem = client.probe(settings.destination.dataCollector.tables.report).problem(of: client.name) {
      return [problem]
    }
    try tell("\(client.name) accepted a signed request with no record in it: address, key, clock and network are good")
    return []
  }
}

extension Answer {
  /// What an answer to a request without records comes to; nil where it was accepted.
  func problem(of name: String) -> Problem? {
    switch self {
    case .accepted: nil
    case .refused(let refusal): Problem(refusal)
    case .again(let again) where again.isRefusal: Problem(.credentials, again.reason)
    case .again(let again): Problem(.unsent, "\(name) cannot be asked now: \(again.reason)")
    case .halve(let halve): Problem(.configuration, "\(name) answered \(halve.words)")
    }
  }
}

extension Settings {
  /// The distant secrets that a run reads at its start; that of a sign-in is read when a token is asked for.
  fileprivate var secretsOfStart: [SecretSource] {
    distantSecrets.filter { $0.path != destination.logsIngestion.auth.secret?.path }
  }
}
