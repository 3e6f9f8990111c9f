import Foundation
import Synchronization

/// A running `logship-workspace` with a database of its own, killed when the last reference to it goes.
public final class LocalWorkspaceProcess: Sendable {
  /// What went wrong before it was ready.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let workspaceID: String
  /// The workspace's key in Base64.
  public let key: String
  /// A file that holds `key`.
  public let keyFile: String
  /// The address to send to, without the path.
  public let endpoint: String
  /// The path of its SQLite database.
  public let database: String
  /// The secret of the client that may fetch tokens, where there is a rule.
  public let clientSecret: String
  /// A file that holds `clientSecret`.
  public let clientSecretFile: String

  private let folder: TemporaryFolder
  private let process: ChildProcess
  private let printed: PrintedLines

  /// Starts it and waits until it takes requests.
  ///
  /// - Parameters:
  ///   - arguments: More arguments, such as `--fault` and its specification.
  ///   - database: A database that already exists; nil for a new one.
  ///   - rule: The JSON of a data collection rule, to take the Logs Ingestion API too; nil for none.
  /// - Throws: `Failure` with what it printed, if it ends before it is ready.
  public init(_ arguments: [String] = [], database: String? = nil, rule: String? = nil) throws {
    folder = try TemporaryFolder()
    workspaceID = UUID().uuidString.lowercased()
    key = Data((0..<64).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    keyFile = try folder.write("workspace.key", text: key)
    self.database = database ?? "\(folder.path)/workspace.sqlite"
    clientSecret = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64EncodedString()
    clientSecretFile = try folder.write("client.secret", text: clientSecret)
    var own = ["--port", "0", "--database", self.database, "--workspace-id", workspaceID, "--key-file", keyFile]
    if let rule {
      own += ["--rule", try folder.write("rule.json", text: rule), "--client-secret-file", clientSecretFile]
    }
    (process, printed) = try Self.start(own + arguments, home: folder.path)
    let ready = "listening on "
    guard let line = printed.first(where: { $0.hasPrefix(ready) }) else {
      process.send(SIGKILL)
      throw Failure(description: "logship-workspace is not ready: \(printed.all.joined(separator: "\n"))")
    }
    endpoint = String(line.dropFirst(ready.count))
  }

  /// Starts the program with both of its outputs going to lines that are read here.
  private static func start(_ arguments: [String], home: String) throws -> (ChildProcess, PrintedLines) {
    // Two sockets, since they can be made so that no program started at the same time inherits them.
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Failure(description: "no socket pair: \(String(cString: strerror(errno)))")
    }
    let printed = PrintedLines(descriptor: ends[0])
    defer { close(ends[1]) }
    let process = try ChildProcess(
      BuiltBinary.path("logship-workspace"), arguments, environment: BuiltBinary.clean(home: home),
      output: .descriptor(ends[1]), error: .descriptor(ends[1]))
    return (process, printed)
  }

  deinit {
    process.send(SIGKILL)
  }

  /// The port on 127.0.0.1.
  public var port: Int {
    endpoint.split(separator: ":").last.flatMap { Int($0) } ?? 0
  }

  /// What it printed at its start after this word and a colon, such as `tenant` or `rule`; nil if it did not.
  public func printedValue(_ name: String) -> String? {
    output.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  /// The lines that it printed up to now.
  public var output: [String] { printed.all }

  /// Ends it in good order and waits for its summary.
  ///
  /// - Returns: Its exit status.
  @discardableResult
  public func stop() throws -> Int32 {
    process.send(SIGTERM)
    let status = try process.wait(timeout: .seconds(30))
    printed.waitForEnd()
    return status
  }

  /// Ends it at once, as a crash would.
  public func kill() throws {
    process.send(SIGKILL)
    try process.wait(timeout: .seconds(30))
  }

  /// The stored records in order: the stored column names and values, and `TimeGenerated`.
  public func records(logType: String? = nil) throws -> [[String: JSONValue]] {
    let filter = logType.map { " WHERE log_type = '\($0)'" } ?? ""
    let sql = "SELECT time_generated, columns FROM records\(filter) ORDER BY id"
    return try SQLiteFile.rows(database, sql, json: ["columns"]).map { row in
      guard case .object(var columns) = row["columns"] else { return [:] }
      columns["TimeGenerated"] = row["time_generated"]
      return columns
    }
  }

  /// The requests in the order in which they were dealt with; `headers` is an object.
  public func requests() throws -> [[String: JSONValue]] {
    try SQLiteFile.rows(database, "SELECT * FROM requests ORDER BY id", json: ["headers"])
  }
}

/// Reads lines from a descriptor on a thread of its own, so that the writer never waits.
private final class PrintedLines: Sendable {
  private struct State {
    var lines: [String] = []
    var rest = Data()
    var isOver = false
  }

  private let state = Mutex(State())
  private let arrived = DispatchSemaphore(value: 0)

  init(descriptor: Int32) {
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    Thread { [self] in
      while case let data = handle.availableData, !data.isEmpty { append(data) }
      state.withLock { $0.isOver = true }
      arrived.signal()
    }.start()
  }

  var all: [String] { state.withLock { $0.lines } }

  /// The first line that fits, as soon as it is there; nil if the writer ends before.
  func first(where fits: (String) -> Bool) -> String? {
    while true {
      let (found, isOver) = state.withLock { ($0.lines.first(where: fits), $0.isOver) }
      if found != nil || isOver { return found }
      arrived.wait()
    }
  }

  func waitForEnd() {
    _ = first { _ in false }
  }

  private func append(_ data: Data) {
    state.withLock { state in
      state.rest.append(data)
      while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
        state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
        state.rest = Data(state.rest[state.rest.index(after: end)...])
      }
    }
    arrived.signal()
  }
}
