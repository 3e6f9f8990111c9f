import Foundation
import LocalWorkspace
import Support
import Testing

/// A workspace in this process with a database of its own, and a client in Python that signs by itself.
final class RunningWorkspace {
  /// What the client got.
  struct Answer: Decodable {
    let status: Int?
    let headers: [String: String]?
    let body: String?
    /// `closed`, `reset` or `timeout`, where there was no answer.
    let error: String?

    /// The `Error` of the body.
    var code: String? {
      (try? JSONDecoder().decode([String: String].self, from: Data((body ?? "").utf8)))?["Error"]
    }
  }

  /// The client for one workspace.
  struct Sender: Sendable {
    let workspaceID: String
    let key: String

    func send(_ requests: [String], port: Int) throws -> [Answer] {
      let identity = #""port": \#(port), "id": "\#(workspaceID)", "key": "\#(key)""#
      let plan = #"{\#(identity), "requests": [\#(requests.joined(separator: ","))]}"#
      let result = try BuiltBinary.runTool("python3", [fixture("client.py")], stdin: Data(plan.utf8))
      try #require(result.status == 0, "\(result.stderr)")
      return try JSONDecoder().decode([Answer].self, from: Data(result.stdout.utf8))
    }
  }

  let database: String
  let server: WorkspaceServer
  let sender: Sender
  private let folder: TemporaryFolder

  init(faults: [String] = [], rates: [String] = [], oversized: OversizedBody = .close) throws {
    folder = try TemporaryFolder()
    database = "\(folder.path)/workspace.sqlite"
    let key = Data((0..<64).map { UInt8($0) }).base64EncodedString()
    sender = Sender(workspaceID: "5ce893d9-0000-4000-8000-000000000001", key: key)
    let sharedKey = try #require(SharedKey(base64: key))
    var options = WorkspaceServer.Options(databasePath: database)
    options.dataCollector = .init(workspaceID: sender.workspaceID, key: sharedKey)
    options.faults = try FaultPlan(faults: faults, rates: rates)
    options.oversizedBody = oversized
    server = try WorkspaceServer(options)
  }

  deinit {
    _ = try? server.stop()
  }

  /// Sends requests, each a JSON object as `client.py` describes it.
  func send(_ requests: String...) throws -> [Answer] {
    try sender.send(requests, port: server.port)
  }

  /// Sends one body that is to be accepted.
  func accept(_ body: String, headers: String = "{}") throws {
    let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    let answer = try #require(try send(#"{"body": \#(text), "headers": \#(headers)}"#).first)
    try #require(answer.status == 200, "\(answer)")
  }

  func rows(_ sql: String, json: [String] = []) throws -> [[String: JSONValue]] {
    try SQLiteFile.rows(database, sql, json: json)
  }

  /// The stored columns of all records in order.
  func stored() throws -> [JSONValue?] {
    try rows("SELECT columns FROM records ORDER BY id", json: ["columns"]).map { $0["columns"] }
  }

  static func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
  }
}

extension LocalWorkspaceProcess {
  /// Sends requests, each a JSON object as `client.py` describes it.
  func send(_ requests: String...) throws -> [RunningWorkspace.Answer] {
    try RunningWorkspace.Sender(workspaceID: workspaceID, key: key).send(requests, port: port)
  }
}
