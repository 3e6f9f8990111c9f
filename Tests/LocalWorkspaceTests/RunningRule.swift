import Foundation
import LocalWorkspace
import Support
import Testing

/// A workspace in this process that takes the Logs Ingestion API, and a client in Python that fetches its own token.
final class RunningRule {
  /// What the client got.
  struct Answer: Decodable {
    let status: Int?
    let headers: [String: String]?
    let body: String?
    /// `closed` or `reset`, where there was no answer.
    let error: String?

    var json: JSONValue? { try? JSONDecoder().decode(JSONValue.self, from: Data((body ?? "").utf8)) }
    /// The code of the API's error, which is an object.
    var code: String? { json?["error"]?["code"]?.string }
    /// The message of the API's error.
    var message: String? { json?["error"]?["message"]?.string }
  }

  static let ruleID = "dcr-0123456789abcdef0123456789abcdef"
  static let secret = "the client's own secret"

  /// A rule of two streams: one that takes its time from a column, one that has it.
  static let rule = """
    {"immutableId": "\(ruleID)",
     "streamDeclarations": {
       "Custom-Keys": {"columns": [
         {"name": "EventTime", "type": "datetime"}, {"name": "RecordId", "type": "string"},
         {"name": "AccountId", "type": "string"}, {"name": "Filler", "type": "string"}, {"name": "Count", "type": "int"},
         {"name": "Big", "type": "long"}, {"name": "Share", "type": "real"}, {"name": "On", "type": "boolean"},
         {"name": "Any", "type": "dynamic"}]},
       "Custom-Plain": {"columns": [
         {"name": "TimeGenerated", "type": "datetime"}, {"name": "AccountId", "type": "string"}]}},
     "dataFlows": [
       {"streams": ["Custom-Keys"], "destinations": ["workspace"], "outputStream": "Custom-Keys_CL",
        "transformKql": "source | extend TimeGenerated = EventTime"},
       {"streams": ["Custom-Plain"], "outputStream": "Microsoft-AWSCloudTrail"}]}
    """

  let database: String
  let server: WorkspaceServer
  private let reported = ReportedLines()
  private let options: LogsIngestionOptions
  private let folder: TemporaryFolder

  init(
    faults: [String] = [], rule: String = rule, _ adapt: (inout LogsIngestionOptions) -> Void = { _ in }
  ) throws {
    folder = try TemporaryFolder()
    database = "\(folder.path)/workspace.sqlite"
    var ingestion = LogsIngestionOptions(rule: try DataCollectionRule(json: Data(rule.utf8)))
    ingestion.secret = ClientSecret(Self.secret)
    adapt(&ingestion)
    options = ingestion
    var options = WorkspaceServer.Options(databasePath: database)
    options.logsIngestion = ingestion
    options.faults = try FaultPlan(faults: faults)
    let reported = reported
    server = try WorkspaceServer(options) { reported.append($0) }
  }

  deinit {
    _ = try? server.stop()
  }

  /// The lines that the workspace reported up to now.
  var lines: [String] { reported.all }

  /// Sends requests, each a JSON object as `ingestion.py` describes it.
  func send(_ requests: String...) throws -> [Answer] {
    try send(requests)
  }

  func send(_ requests: [String]) throws -> [Answer] {
    try Self.send(requests, port: server.port, secret: Self.secret, rule: options.rule.id)
  }

  /// Sends requests to any workspace with the tenant and the client of the defaults.
  static func send(_ requests: [String], port: Int, secret: String, rule: String) throws -> [Answer] {
    let identity = """
      "port": \(port), "tenant": "\(LogsIngestionOptions.defaultTenant)", \
      "client": "\(LogsIngestionOptions.defaultClient)", "secret": "\(secret)", "rule": "\(rule)"
      """
    let plan = "{\(identity), \"requests\": [\(requests.joined(separator: ","))]}"
    let result = try BuiltBinary.runTool(
      "python3", [RunningWorkspace.fixture("ingestion.py")], stdin: Data(plan.utf8))
    try #require(result.status == 0, "\(result.stderr)")
    return try JSONDecoder().decode([Answer].self, from: Data(result.stdout.utf8))
  }

  /// A request with this body.
  static func request(_ body: String, _ more: String = "") throws -> String {
    let text = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    return "{\"body\": \(text)\(more.isEmpty ? "" : ", \(more)")}"
  }

  /// Sends one body that is to be accepted.
  func accept(_ body: String, _ more: String = "") throws {
    let answer = try #require(try send(Self.request(body, more)).first)
    try #require(answer.status == 204, "\(answer)")
  }

  func rows(_ sql: String, json: [String] = []) throws -> [[String: JSONValue]] {
    try SQLiteFile.rows(database, sql, json: json)
  }

  /// The stored columns of all records in order.
  func stored() throws -> [JSONValue?] {
    try rows("SELECT columns FROM records ORDER BY id", json: ["columns"]).map { $0["columns"] }
  }
}

extension LocalWorkspaceProcess {
  /// Sends requests to the rule, each a JSON object as `ingestion.py` describes it.
  func sendToRule(_ requests: String...) throws -> [RunningRule.Answer] {
    try RunningRule.send(requests, port: port, secret: clientSecret, rule: printedValue("rule") ?? "")
  }
}
