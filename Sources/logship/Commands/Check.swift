import AWS
import ArgumentParser
import AzureMonitor
import Delivery
import Records

/// `logship check`: judges the configuration and shows what is in force.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the configuration and show every setting in force, and where it comes from.")

  @Flag(help: "Also list one object of each S3 source and send one signed request that stores nothing")
  var online = false

  @Argument(help: ArgumentHelp("With --online: S3 sources to ask for in place of source.paths", valueName: "SOURCE"))
  var sources: [String] = []

  @OptionGroup var configuration: ConfigurationFlags

  func validate() throws {
    if !sources.isEmpty, !online { throw ValidationError("a SOURCE is only asked for with --online") }
  }

  func run() throws {
    let surroundings = Surroundings.current()
    let settings = try configuration.resolve(in: surroundings)
    try StandardOutput.write(EffectiveConfiguration.text(settings, in: surroundings))
    let connections = Connections(settings: settings, surroundings: surroundings)
    let needs = try settings.needs(
      ofWorkspace: true, state: true, secrets: online ? .everywhere(connections.secrets) : .thisMachine)
    try StandardOutput.write("\nThe configuration is complete.\n")
    if !online { try tellUnread(settings.distantSecrets) }
    guard online, let workspace = needs.workspace else { return }
    var failures = try checkSources(settings, connections)
    for failure in failures { Console.standardError.problem(failure.words) }
    let refusals = try checkWorkspace(workspace, settings, connections)
    for refusal in refusals { Console.standardError.problem(refusal.words) }
    failures += refusals
    let code = ExitCode.of(failures, allowsRejects: false)
    if code != .success { throw CommandFailure(code) }
  }

  private func tellUnread(_ secrets: [SecretSource]) throws {
    for secret in secrets {
      try StandardOutput.write("\(secret.path) is kept as \(secret.detail): not asked for without --online\n")
    }
  }

  private func checkSources(_ settings: Settings, _ connections: Connections) throws -> [Problem] {
    let locations = try (sources.isEmpty ? settings.source.paths : sources).map { text in
      do {
        return try SourceLocation(SourcePlaceholder.beginning(of: text))
      } catch {
        throw CommandFailure(.configuration, "\(text): \(error)")
      }
    }
    var problems: [Problem] = []
    var isAnyS3 = false
    for case .s3(let location) in locations {
      isAnyS3 = true
      let object: S3Object?
      do throws(AWSError) {
        object = try connections.s3().firstObject(in: location)
      } catch {
        problems.append(error.problem)
        continue
      }
      let found = object.map { "its first object is \($0.uri)" } ?? "there is no object in it"
      try StandardOutput.write("\(location) can be listed; \(Shown.name(found))\n")
    }
    if !isAnyS3 { try StandardOutput.write("no S3 source is configured: none was listed\n") }
    return problems
  }

  private func checkWorkspace(
    _ workspace: Settings.Workspace, _ settings: Settings, _ connections: Connections
  ) throws -> [Problem] {
    let columns = ColumnPlan(settings.columns.changes)
    let client = try connections.workspace(workspace, timeColumn: columns.timeColumn)
    switch client.probe() {
    case .accepted:
      try StandardOutput.write(
        "\(client.name) accepted a signed request with no record in it: address, key, clock and network are good\n")
      return []
    case .refused(let refusal): return [Problem(refusal)]
    case .again(let again): return [Problem(.unsent, "\(client.name) cannot be asked now: \(again.reason)")]
    case .halve(let halve): return [Problem(.configuration, "\(client.name) answered \(halve.words)")]
    }
  }
}
