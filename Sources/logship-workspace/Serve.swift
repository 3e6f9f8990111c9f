import ArgumentParser
import Foundation
import LocalWorkspace

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer the HTTP Data Collector API on 127.0.0.1 as the documentation says that the service does.",
    discussion: """
      The workspace's key comes from --key-file or the variable LOGSHIP_WORKSPACE_KEY. A line is printed for each \
      request, and a summary at the end (SIGINT or SIGTERM).

      Faults: 400 to 599, with :code=CODE and :retry-after=SECONDS, :retry-after=date+SECONDS or a date; \
      400:marked=TEXT; reset, stall (both also =mid-body); close; lost-200; clock=+20m; body-limit-reset=BYTES.
      """)

  @Option(help: "The port on 127.0.0.1; 0 for any that is free.")
  var port: UInt16 = 0

  @Option(help: ArgumentHelp("The SQLite database for what is received.", valueName: "file"))
  var database: String

  @Option(help: ArgumentHelp("The workspace's id.", valueName: "guid"))
  var workspaceID: String

  @Option(help: ArgumentHelp("The file with the workspace's key in Base64.", valueName: "file"))
  var keyFile: String?

  @Option(help: ArgumentHelp("Write the port to this file once requests are taken.", valueName: "file"))
  var portFile: String?

  @Flag(help: "Print no line for each request.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "A fault at given requests, such as \"requests=1-5,9: 503\"; POSTs count from 1. May be repeated.",
      valueName: "spec"))
  var fault: [String] = []

  @Option(
    help: ArgumentHelp(
      "Faults at a rate, such as \"rate=0.3 seed=7: 429,reset\"; a seed always gives the same.", valueName: "spec"))
  var faultRate: [String] = []

  @Option(help: ArgumentHelp("Reset connections whose body is over this many bytes.", valueName: "bytes"))
  var bodyLimitReset: Int?

  @Option(help: "What a body over the documented 30 MB gets: close, reset, 404 or 413.")
  var oversized = OversizedBody.close

  func validate() throws {
    _ = try plan()
    guard UUID(uuidString: workspaceID) != nil else {
      throw ValidationError("--workspace-id \(workspaceID) is not a GUID")
    }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let signals = TerminationSignals()
    var options = WorkspaceServer.Options(workspaceID: workspaceID, key: try key(), databasePath: database)
    options.port = Int(port)
    options.faults = try plan()
    options.oversizedBody = oversized
    let quiet = self.quiet
    let server = try start(options) { line in
      if !quiet { Output.line(line) }
    }
    try writePort(server.port)
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
    let text: String
    let source: String
    if let keyFile {
      guard let data = FileManager.default.contents(atPath: keyFile) else {
        throw ValidationError("cannot read --key-file \(keyFile)")
      }
      (text, source) = (String(decoding: data, as: UTF8.self), "--key-file \(keyFile)")
    } else if let value = ProcessInfo.processInfo.environment["LOGSHIP_WORKSPACE_KEY"] {
      (text, source) = (value, "LOGSHIP_WORKSPACE_KEY")
    } else {
      throw ValidationError(
        "no workspace key: give --key-file, or set LOGSHIP_WORKSPACE_KEY; `openssl rand -base64 64` makes one")
    }
    guard let key = SharedKey(base64: text) else { throw ValidationError("\(source) does not hold Base64") }
    return key
  }
}

extension OversizedBody: ExpressibleByArgument {}
