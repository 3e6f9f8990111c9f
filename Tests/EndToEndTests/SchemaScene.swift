import Foundation
import Support
import Testing

/// What `logship schema` prints, and programs that are none of ours to judge it.
enum SchemaScene {
  /// Prints a schema with no configuration but these flags.
  static func schema(_ arguments: String...) throws -> String {
    let run = try BuiltBinary.run(["schema"] + arguments)
    try #require(run.status == 0, "\(run.stderr)")
    return run.stdout
  }

  static func json(_ arguments: String...) throws -> JSONValue {
    let run = try BuiltBinary.run(["schema"] + arguments)
    try #require(run.status == 0, "\(run.stderr)")
    return try JSONDecoder().decode(JSONValue.self, from: Data(run.stdout.utf8))
  }

  /// The records that are sent, as `ship --to -` writes them.
  static func sent(_ arguments: String...) throws -> [JSONValue] {
    let run = try BuiltBinary.run(["ship", "--to", "-", "--summary", "none"] + arguments)
    try #require(run.status == 0, "\(run.stderr)")
    return try run.stdout.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
  }

  static func fixture(_ name: String) -> String { "\(packageFolder)/Tests/Fixtures/\(name)" }

  /// The test suite's Python, which has Microsoft's clients and an engine for KQL.
  static func python(_ arguments: [String], stdin: Data, environment: [String: String] = [:]) throws -> String {
    let python = ProcessInfo.processInfo.environment["LOGSHIP_TEST_PYTHON"] ?? "python3"
    let result = try BuiltBinary.runTool(python, arguments, stdin: stdin, environment: environment)
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  /// Posts records to a workspace by Microsoft's own client, over TLS since it sends tokens no other way.
  ///
  /// - Returns: An empty object for each upload that was accepted, else what was answered.
  static func post(_ uploads: [(stream: String, records: [JSONValue])], to workspace: LocalWorkspaceProcess) throws
    -> [JSONValue]
  {
    let authority = try TestAuthority()
    let front = try NginxServer(
      authority,
      directives: """
        location / {
          proxy_pass \(workspace.endpoint); proxy_http_version 1.1; proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-Proto https;
        }
        """)
    let plan: JSONValue = .object([
      "url": .string(front.url), "tenant": .string(workspace.printedValue("tenant") ?? ""),
      "client": .string(workspace.printedValue("client") ?? ""), "secret": .string(workspace.clientSecret),
      "rule": .string(workspace.printedValue("rule") ?? ""),
      "uploads": .array(
        uploads.map { .object(["stream": .string($0.stream), "logs": .array($0.records)]) }),
    ])
    let outcomes = try python(
      ["\(packageFolder)/Tests/LocalWorkspaceTests/Fixtures/microsoft_client.py"],
      stdin: try JSONEncoder().encode(plan),
      environment: ["REQUESTS_CA_BUNDLE": authority.caFile])
    return try JSONDecoder().decode([JSONValue].self, from: Data(outcomes.utf8))
  }

  /// Runs a KQL text.
  ///
  /// - Returns: The columns of its result, each with its type in KQL's words, and the rows as text.
  static func query(_ kql: String) throws -> (types: [String: String], rows: [[String: JSONValue]]) {
    let script = """
      import duckdb_kql, json, sys
      words = {"TIMESTAMP": "datetime", "VARCHAR": "string", "BIGINT": "long", "DOUBLE": "real", "BOOLEAN": "bool",
               "UUID": "guid"}
      result = duckdb_kql.kql(duckdb_kql.connect(), sys.stdin.read())
      types = {column[0]: words.get(str(column[1]), str(column[1])) for column in result.description}
      rows = [dict(zip(types, row)) for row in result.fetchall()]
      json.dump({"types": types, "rows": rows}, sys.stdout, default=str)
      """
    let text = try python(["-c", script], stdin: Data(kql.utf8))
    let found = try JSONDecoder().decode(Found.self, from: Data(text.utf8))
    return (found.types, found.rows)
  }

  private struct Found: Decodable {
    let types: [String: String]
    let rows: [[String: JSONValue]]
  }
}
