import Foundation
import Support
import Testing

@Suite("The schema that is printed")
struct SchemaTests {
  private static let streams = ["Custom-AWS_AccessKeyReport", "Custom-AWS_AccessKeyEvent", "Custom-AWS_AccessKeyUsage"]
  private static let tables = ["AWS_AccessKeyReport_CL", "AWS_AccessKeyEvent_CL", "AWS_AccessKeyUsage_CL"]

  /// Name to type of what a stream declares.
  private static func declared(_ rule: JSONValue, _ stream: String) -> [String: String] {
    types(rule["properties"]?["streamDeclarations"]?[stream]?["columns"])
  }

  private static func types(_ columns: JSONValue?) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: (columns?.elements ?? []).map { ($0["name"]?.string ?? "", $0["type"]?.string ?? "") })
  }

  /// Records of each kind, reports in three forms.
  private static func sent() throws -> [[JSONValue]] {
    let reports = ["reports.ndjson", "reports.csv"].map(SchemaScene.fixture)
    let trail = SchemaScene.fixture("cloudtrail-1.json")
    return [
      try SchemaScene.sent(
        reports[0], reports[1], SchemaScene.fixture("credential-report.csv"), "--as-of", "2026-11-24"),
      try SchemaScene.sent(trail, "--keys", "all"), try SchemaScene.sent(trail, "--keys", "all", "--rollup", "1h"),
    ]
  }

  @Test("as a rule is taken by the workspace, with all that Microsoft's client posts of our records, column by column")
  func rule() throws {
    let workspace = try LocalWorkspaceProcess(rule: try SchemaScene.schema("--for", "rule"))
    let now = Date().formatted(.iso8601)
    // The service replaces times of more than two days ago, so each kind has one of today.
    let sent = try Self.sent().map { records in
      guard case .object(var today)? = records.first else { return records }
      today["EventTime"] = .string(now)
      return records + [.object(today)]
    }
    let outcomes = try SchemaScene.post(Array(zip(Self.streams, sent)).map { ($0, $1) }, to: workspace)
    #expect(outcomes == [.object([:]), .object([:]), .object([:])])
    for (table, records) in zip(Self.tables, sent) {
      #expect(records.count > 5)
      let stored = try workspace.records(logType: table)
      #expect(stored.map { JSONValue.object($0.filter { $0.key != "TimeGenerated" }) } == records, "\(table)")
      #expect(stored.last?["TimeGenerated"]?.string == now, "\(table)")
    }
    try workspace.stop()
    #expect(!workspace.output.contains { $0.contains("not declared") }, "\(workspace.output)")
  }

  @Test("as a table has the rule's columns and TimeGenerated")
  func tables() throws {
    let rule = try SchemaScene.json("--for", "rule")
    let resources = try SchemaScene.json("--for", "table")["resources"]?.elements ?? []
    #expect(resources.count == 3)
    for (index, resource) in resources.enumerated() {
      #expect(resource["type"] == "Microsoft.OperationalInsights/workspaces/tables")
      let schema = resource["properties"]?["schema"]
      #expect(schema?["name"]?.string == Self.tables[index])
      var types = Self.types(schema?["columns"])
      #expect(types.removeValue(forKey: "TimeGenerated") == "dateTime")
      #expect(types.mapValues { $0.lowercased() } == Self.declared(rule, Self.streams[index]))
      let one = try SchemaScene.json("--for", "table", "--table", Self.tables[index])
      #expect(one == .object(["properties": resource["properties"] ?? .null]))
    }
  }

  @Test("follows what the configuration renames, drops, adds and keeps")
  func configured() throws {
    let flags = [
      "--columns-rename", "EventTime=Day", "--columns-drop", "UserName", "--columns-add", "Site=x", "--columns-keep",
      "requestParameters",
    ]
    let rule = try JSONDecoder().decode(
      JSONValue.self, from: Data(try BuiltBinary.run(["schema", "--for", "rule"] + flags).stdout.utf8))
    let event = Self.declared(rule, Self.streams[1])
    #expect(event["Day"] == "datetime" && event["EventTime"] == nil && event["UserName"] == nil)
    #expect(event["Site"] == "string" && event["RequestParameters"] == "string")
    #expect(Self.declared(rule, Self.streams[0])["RequestParameters"] == nil)
    let flows = rule["properties"]?["dataFlows"]?.elements ?? []
    #expect(flows.map { $0["transformKql"] } == Array(repeating: "source | extend TimeGenerated = Day", count: 3))
  }

  @Test(
    "takes the time of arrival where no time is sent as one",
    arguments: [["--columns-drop", "EventTime"], ["--columns-preset", "original"]])
  func arrival(_ flags: [String]) throws {
    let run = try BuiltBinary.run(["schema", "--for", "rule", "--table", "report"] + flags)
    #expect(run.stdout.contains("\"source | extend TimeGenerated = now()\""))
    #expect(throws: Never.self) { try LocalWorkspaceProcess(rule: run.stdout) }
  }

  @Test("gives a table its suffix once, also where the stream is called as the table")
  func suffix() throws {
    for stream in ["Custom-Keys", "Custom-Keys_CL"] {
      let rule = try SchemaScene.json(
        "--for", "rule", "--table", "report", "--destination-logs-ingestion-streams-report", stream)
      let flow = try #require(rule["properties"]?["dataFlows"]?.elements?.first)
      #expect(flow["streams"] == .array([.string(stream)]) && flow["outputStream"] == "Custom-Keys_CL")
    }
  }

  @Test("as KQL is a table of one row that a KQL engine takes, with the rule's types")
  func kql() throws {
    let rule = try SchemaScene.json("--for", "rule")
    for (kind, stream) in zip(["report", "event", "usage"], Self.streams) {
      let found = try SchemaScene.query(try SchemaScene.schema("--for", "kql", "--table", kind))
      var types = found.types.mapValues { $0 == "bool" ? "boolean" : $0 }
      #expect(types.removeValue(forKey: "TimeGenerated") == "datetime")
      #expect(types == Self.declared(rule, stream))
      #expect(found.rows.count == 1 && found.rows.first?["AccountId"] == "123456789012")
    }
    #expect(try SchemaScene.query(try SchemaScene.schema("--for", "kql")).rows.count == 1)
  }

  @Test("as KQL of a table that the Data Collector API makes runs the README's queries")
  func readme() throws {
    let readme = try String(contentsOfFile: "\(packageFolder)/README.md", encoding: .utf8)
    let rest = try #require(readme.components(separatedBy: "\n## Queries\n").last)
    let text = rest.components(separatedBy: "\n## ")[0]
    let queries = text.components(separatedBy: "\n\n").filter { $0.hasPrefix("    AWS_Access_Key_") }
    #expect(queries.count > 3)
    let made = try ["report", "event", "usage"].map { kind in
      let statement = try SchemaScene.schema("--for", "kql", "--table", "AWS_Access_Key_\(kind.capitalized)")
      return statement.split(separator: "\n").dropLast().joined(separator: "\n")
    }
    for query in queries { _ = try SchemaScene.query(made.joined(separator: "\n") + "\n" + query) }
  }

  @Test("is printed by each command of the README and of its page, whose deployments name parameters that there are")
  func commands() throws {
    let texts = try ["README.md", "docs/logs-ingestion.md"].map {
      try String(contentsOfFile: "\(packageFolder)/\($0)", encoding: .utf8)
    }
    let lines = texts.joined(separator: "\n").split(separator: "\n").filter { $0.hasPrefix("    ") }
    let schemas = lines.compactMap { $0.firstMatch(of: /^ +logship schema ([^#>]+)/)?.1 }
    #expect(schemas.count > 8)
    for arguments in schemas {
      let words = arguments.replacing("…", with: "s/resourceGroups/g/providers/Microsoft.OperationalInsights")
        .split(separator: " ").map(String.init)
      let run = try BuiltBinary.run(["schema"] + words)
      #expect(run.status == 0, "\(arguments): \(run.stderr)")
    }
    let template = try String(contentsOfFile: "\(packageFolder)/deploy/azure/logship.json", encoding: .utf8)
    let deployments = lines.filter { $0.contains("--template-file deploy/azure/logship.json") }
    #expect(deployments.count > 6)
    for deployment in deployments {
      let parameters = deployment.split(separator: "--parameters ").dropFirst().joined(separator: " ")
      for name in parameters.matches(of: /(?:^| )([a-z][A-Za-z]+)=/).map(\.1) {
        #expect(template.contains("parameters('\(name)')"), "\(name)")
      }
    }
  }

  @Test("as a table of Athena has a column for each of ours, in lower case")
  func athena() throws {
    let rule = try SchemaScene.json("--for", "rule")
    let statements = try SchemaScene.schema("--for", "athena").components(separatedBy: ";\n").filter {
      $0.contains("CREATE")
    }
    #expect(statements.count == 3)
    let words = ["string": "string", "datetime": "string", "long": "bigint", "boolean": "boolean"]
    for (statement, stream) in zip(statements, Self.streams) {
      let columns = statement.matches(of: /\n  `([a-z0-9_]+)` (\w+) COMMENT/).map { (String($0.1), String($0.2)) }
      let expected = Self.declared(rule, stream).map { ($0.lowercased(), words[$1] ?? "?") }
      #expect(Dictionary(uniqueKeysWithValues: columns) == Dictionary(uniqueKeysWithValues: expected))
      #expect(statement.contains("ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\nLOCATION 's3://<bucket>/"))
    }
  }

  @Test("names the workspace and the region that it was given, and says what is left to fill in")
  func placeholders() throws {
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w"
    let run = try BuiltBinary.run(
      ["schema", "--for", "rule", "--location", "westeurope", "--workspace-resource-id", id])
    let rule = try JSONDecoder().decode(JSONValue.self, from: Data(run.stdout.utf8))
    #expect(rule["location"] == "westeurope" && rule["kind"] == "Direct")
    let workspace = rule["properties"]?["destinations"]?["logAnalytics"]?.elements?.first
    #expect(workspace?["workspaceResourceId"]?.string == id)
    #expect(run.stderr == "")
    #expect(try BuiltBinary.run(["schema", "--for", "rule"]).stderr.contains("Fill in what stands in <…>"))
  }

  @Test(
    "is refused where it cannot be",
    arguments: [
      (
        ["--for", "rule", "--table", "Keys"], 64,
        "--table Keys is no table of this configuration; there are AWS_AccessKeyRep"
      ),
      (["--for", "table", "--table", "AWSCloudTrail"], 64, "AWSCloudTrail is Azure's own table"),
      (
        ["--for", "rule", "--table", "AWS_Access_Key_Event_CL"], 64,
        "is a table that the Data Collector API makes itself"
      ),
      (["--for", "rule", "--columns-add", "Type=x"], 78, "Type is a name that Azure reserves"),
      (["--for", "kql", "--location", "x"], 64, "--location and --workspace-resource-id are for --for rule"),
      (["--for", "rule", "--workspace-resource-id", "w"], 64, "--workspace-resource-id is like /subscriptions/"),
    ] as [([String], Int32, String)])
  func refused(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let run = try BuiltBinary.run(["schema"] + arguments)
    #expect(run.status == status && run.stderr.contains(words), "\(run.stderr)")
  }
}
