import ArgumentParser
import Foundation
import LocalWorkspace

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer the HTTP Data Collector API and the Logs Ingestion API on 127.0.0.1 as the documentation says.",
    discussion: """
      The Data Collector API needs --workspace-id and the workspace's key, from --key-file or the variable \
      LOGSHIP_WORKSPACE_KEY. The Logs Ingestion API needs --rule and the client's secret, from --client-secret-file or \
      the variable LOGSHIP_WORKSPACE_CLIENT_SECRET; tokens come from /TENANT/oauth2/v2.0/token on the same port. One of \
      the two APIs has to be set up; both may be. Endpoint, authority, tenant, client, rule and streams are printed at \
      the start, a line for each request, and a summary at the end (SIGINT or SIGTERM).

      Of a rule's transformKql known are: source, source | extend TimeGenerated = COLUMN, and the same with now() or \
      todatetime(COLUMN). Columns that a stream does not declare are dropped without an error to the client, as by the \
      service, and reported here.

      Faults: 400 to 599, with :code=CODE and :retry-after=SECONDS, :retry-after=date+SECONDS or a date; \
      400:marked=TEXT; reset, stall (both also =mid-body); close; lost-200; clock=+20m; body-limit-reset=BYTES. They \
      strike batches, never a request for a token.
      """)

  @Option(help: "The port on 127.0.0.1; 0 for any that is free.")
  var port: UInt16 = 0

  @Option(help: ArgumentHelp("The SQLite database for what is received.", valueName: "file"))
  var database: String

  @Option(help: ArgumentHelp("The workspace's id, for the Data Collector API.", valueName: "guid"))
  var workspaceID: String?

  @Option(help: ArgumentHelp("The file with the workspace's key in Base64.", valueName: "file"))
  var keyFile: String?

  @OptionGroup(title: "Logs Ingestion API") var ingestion: RuleOptions

  @Option(help: ArgumentHelp("Write the port to this file once requests are taken.", valueName: "file"))
  var portFile: String?

  @Flag(help: "Print no line for each request.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "A fault at given requests, such as \"requests=1-5,9: 503\"; POSTs of batches count from 1. May be repeated.",
      valueName: "spec"))
  var fault: [String] = []

  @Option(
    help: ArgumentHelp(
      "Faults at a rate, such as \"rate=0.3 seed=7: 429,reset\"; a seed always gives the same.", valueName: "spec"))
  var faultRate: [String] = []

  @Option(help: ArgumentHelp("Reset connections whose body is over this many bytes.", valueName: "bytes"))
  var bodyLimitReset: Int?

  @Option(help: "What a body over the Data Collector API's 30 MB gets: close, reset, 404 or 413.")
  var oversized = OversizedBody.close

  func validate() throws {
    _ = try plan()
    guard workspaceID != nil || ingestion.rule != nil else {
      throw ValidationError("neither --workspace-id nor --rule is given; each sets up one of the two APIs")
    }
    if workspaceID == nil, keyFile != nil { throw ValidationError("--key-file is of no use without --workspace-id") }
    if let workspaceID, UUID(uuidString: workspaceID) == nil {
      throw ValidationError("--workspace-id \(workspaceID) is not a GUID")
    }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let signals = TerminationSignals()
    var options = WorkspaceServer.Options(databasePath: database)
    options.dataCollector = try workspaceID.map { .init(workspaceID: $0, key: try key()) }
    options.logsIngestion = try ingestion.read()
    options.port = Int(port)
    options.faults = try plan()
    options.oversizedBody = oversized
    let quiet = self.quiet
    let server = try start(options) { line in
      if !quiet { Output.line(line) }
    }
    try writePort(server.port)
    // The last line, so that whoever waits for it has read the others.
    for line in options.logsIngestion.map({ Self.lines(about: $0, at: server.endpoint) }) ?? [] { Output.line(line) }
    Output.line("listening on \(server.endpoint)")
    signals.wait()
    Output.line("\(try server.stop())")
  }

  private func start(
    _ options: WorkspaceServer.Options, report: @escaping @Sendable (String) -> Void
  ) throws -> WorkspaceServer {
    do throws(StartError) {
      return try WorkspaceServer(options, report: report)
    } catch {
      Output.error("\(error)")
      throw switch error {
      case .database: ExitCode(EX_IOERR)
      case .port: ExitCode(EX_UNAVAILABLE)
      }
    }
  }

  private func writePort(_ port: Int) throws {
    guard let portFile else { return }
    do {
      try Data("\(port)\n".utf8).write(to: URL(fileURLWithPath: portFile), options: .atomic)
    } catch {
      Output.error("cannot write --port-file \(portFile): \(error.localizedDescription)")
      throw ExitCode(EX_IOERR)
    }
  }

  private func plan() throws -> FaultPlan {
    do throws(FaultSyntaxError) {
      return try FaultPlan(faults: fault, rates: faultRate, bodyLimit: bodyLimitReset)
    } catch {
      throw ValidationError(error.description)
    }
  }

  private func key() throws -> SharedKey {
    guard
      let (text, source) = try SecretText.read(file: keyFile, option: "--key-file", variable: "LOGSHIP_WORKSPACE_KEY")
    else {
      throw ValidationError(
        "no workspace key: give --key-file, or set LOGSHIP_WORKSPACE_KEY; `openssl rand -base64 64` makes one")
    }
    guard let key = SharedKey(base64: text) else { throw ValidationError("\(source) does not hold Base64") }
    return key
  }

  /// What a client of the Logs Ingestion API has to know, a thing a line.
  private static func lines(about options: LogsIngestionOptions, at endpoint: String) -> [String] {
    [
      "logs ingestion endpoint: \(endpoint)", "token authority: \(endpoint)", "tenant: \(options.tenant)",
      "client: \(options.client)", "scope: \(options.scope)", "rule: \(options.rule.id)",
    ] + options.rule.tables.map { "stream: \($0.stream) to \($0.table)" }
  }
}

extension OversizedBody: ExpressibleByArgument {}
