import Foundation
import Support
import Testing

@Suite("logship-workspace with a rule") struct RuleCommandTests {
  private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (
    status: Int32, stdout: String, stderr: String
  ) {
    try BuiltBinary.run(arguments, name: "logship-workspace", environment: environment)
  }

  @Test("prints what a client has to know, then a line for each request, and a summary") func lines() throws {
    let workspace = try LocalWorkspaceProcess(["--fault", "requests=2: 503"], rule: RunningRule.rule)
    let body = #"{"body": "[{\"AccountId\":\"1\",\"Extra\":1}]"}"#
    _ = try workspace.sendToRule(body, "{}", #"{"body": "{}"}"#, #"{"form": {"client_secret": "x"}}"#)
    #expect(try workspace.stop() == 0)
    let token = "POST /10000000-0000-4000-8000-000000000001/oauth2/v2.0/token"
    let lines = workspace.output.map { $0.replacing(/(oauth2\/v2.0\/token), \d+ bytes/, with: { "\($0.1), N bytes" }) }
    #expect(
      lines == [
        "logs ingestion endpoint: \(workspace.endpoint)", "token authority: \(workspace.endpoint)",
        "tenant: 10000000-0000-4000-8000-000000000001", "client: 20000000-0000-4000-8000-000000000002",
        "scope: https://monitor.azure.com/.default", "rule: \(RunningRule.ruleID)",
        "stream: Custom-Keys to Keys_CL", "stream: Custom-Plain to AWSCloudTrail",
        "listening on \(workspace.endpoint)",
        "\(token), N bytes, 0 records: 200",
        "dropped in Keys_CL, since not declared: Extra (1)",
        "#1 POST Keys_CL, 29 bytes, 1 records: 204",
        "#2 POST Keys_CL, 38 bytes, 0 records: 503 ServiceUnavailable (fault 503)",
        "Keys_CL: an object instead of an array, stored as nothing",
        "#3 POST Keys_CL, 2 bytes, 0 records: 204",
        "\(token), N bytes, 0 records: 401 AADSTS7000215",
        "requests: 5", "records in Keys_CL: 1", "fault 503: 1", "dropped in Keys_CL, since not declared: Extra (1)",
        "objects instead of arrays, stored as nothing: 1", "type changes: 0",
      ])
  }

  @Test("needs no workspace id, and then takes the one API alone") func alone() throws {
    let folder = try TemporaryFolder()
    let rule = try folder.write("rule.json", text: RunningRule.rule)
    var environment = BuiltBinary.clean(home: folder.path)
    environment["LOGSHIP_WORKSPACE_CLIENT_SECRET"] = "s3cret!"
    let (output, error) = (try folder.write("output", text: ""), try folder.write("error", text: ""))
    let process = try ChildProcess(
      BuiltBinary.path("logship-workspace"),
      [
        "--database", "\(folder.path)/x.sqlite", "--rule", rule, "--client-id", "c.1", "--tenant", "contoso.example",
        "--port-file", "\(folder.path)/port",
      ], environment: environment, output: .file(output), error: .file(error))
    // The port is told once it takes requests.
    let end = Date(timeIntervalSinceNow: 30)
    while !FileManager.default.fileExists(atPath: "\(folder.path)/port"), Date() < end { usleep(10_000) }
    process.send(SIGTERM)
    #expect(try process.wait() == 0)
    let printed = try String(contentsOfFile: output, encoding: .utf8)
    #expect(printed.contains("tenant: contoso.example\nclient: c.1\n"), "\(printed)")
    #expect(printed.contains("listening on "))
    #expect(try !(printed + String(contentsOfFile: error, encoding: .utf8)).contains("s3cret"))
  }

  @Test("shows and counts what is stored, and what was dropped") func show() throws {
    let workspace = try LocalWorkspaceProcess(rule: RunningRule.rule)
    _ = try workspace.sendToRule(
      #"{"body": "[{\"AccountId\":\"1\",\"Count\":3,\"Extra\":1,\"More\":2},{\"Extra\":2}]"}"#, #"{"body": "{}"}"#,
      #"{"stream": "Custom-Plain", "body": "[{\"AccountId\":\"2\"}]"}"#)
    let shown = try run(["show", "--database", workspace.database])
    #expect(
      shown.stdout == """
        AWSCloudTrail
        AccountId
        ---------
        2

        Keys_CL
        AccountId  Count
        ---------  -----
        1          3

        dropped, since not declared: Extra (2), More (1)


        """, "\(shown.stderr)")
    let counted = try run(["count", "--database", workspace.database])
    let counts = try JSONDecoder().decode(JSONValue.self, from: Data(counted.stdout.utf8))
    #expect(counts["accepted"] == 3)
    #expect(counts["droppedValues"] == 3)
    #expect(counts["objects"] == 1)
    #expect(counts["tables"] == .object(["Keys_CL": 2, "AWSCloudTrail": 1]))
  }

  @Test("shows keys from a rule's tables as from the Data Collector's") func keys() throws {
    let names = [
      "EventTime": "datetime", "AccountId": "string", "UserName": "string", "AccessKeyId": "string", "Status": "string",
      "KeyAgeDays": "long",
    ]
    let columns = names.map { #"{"name": "\#($0.key)", "type": "\#($0.value)"}"# }.joined(separator: ",")
    let rule = """
      {"streamDeclarations": {"Custom-K": {"columns": [\(columns)]}}, "dataFlows": [
        {"streams": ["Custom-K"], "outputStream": "Custom-K_CL", "transformKql": "source | extend TimeGenerated = EventTime"}]}
      """
    let workspace = try LocalWorkspaceProcess(rule: rule)
    let record =
      #"{\"EventTime\":\"2026-11-24T00:00:00Z\",\"AccountId\":\"1\",\"UserName\":\"ann\",\"AccessKeyId\":\"AKIA\",\"Status\":\"Active\",\"KeyAgeDays\":10}"#
    _ = try workspace.sendToRule(#"{"stream": "Custom-K", "body": "[\#(record)]"}"#)
    let shown = try run(["keys", "--database", workspace.database])
    #expect(
      shown.stdout.split(separator: "\n").last?.split(separator: " ").map(String.init) == [
        "1", "ann", "AKIA", "Active", "10",
      ],
      "\(shown.stdout)\(shown.stderr)")
  }

  @Test(
    "refuses a bad command line",
    arguments: [
      ([], 64, "neither --workspace-id nor --rule is given"),
      (["--rule", "/nonexistent"], 64, "cannot read --rule /nonexistent"),
      (["--rule", "RULE"], 64, "no client secret: give --client-secret-file"),
      (
        ["--rule", "RULE", "--client-secret-file", "/nonexistent"], 64, "cannot read --client-secret-file /nonexistent"
      ),
      (["--rule", "RULE", "--client-secret-file", "EMPTY"], 64, "--client-secret-file EMPTY is empty"),
      (["--rule", "RULE", "--tenant", "a/b"], 64, "--tenant a/b is not of letters"),
      (["--rule", "RULE", "--token-scope", "x"], 64, "--token-scope x does not end in /.default"),
      (["--rule", "RULE", "--token-lifetime", "0"], 64, "--token-lifetime 0 is not 1 or more"),
      (["--rule", "RULE", "--table-time-span", "30"], 64, "30"),
      (
        ["--workspace-id", "5ce893d9-0000-4000-8000-000000000001", "--accept-assertions"], 64,
        "--accept-assertions is of no use without --rule"
      ),
      (
        ["--workspace-id", "5ce893d9-0000-4000-8000-000000000001", "--tenant", "contoso.example"], 64,
        "--tenant is of no use without --rule"
      ),
      (
        ["--rule", "RULE", "--accept-assertions", "--key-file", "EMPTY"], 64,
        "--key-file is of no use without --workspace-id"
      ),
      (["--rule", "EMPTY", "--accept-assertions"], 78, "--rule EMPTY: the rule is not JSON"),
    ])
  func bad(_ arguments: [String], _ status: Int32, _ expected: String) throws {
    let folder = try TemporaryFolder()
    let files = [
      "RULE": try folder.write("rule.json", text: RunningRule.rule), "EMPTY": try folder.write("empty", text: "\n"),
    ]
    func filled(_ text: String) -> String { files.reduce(text) { $0.replacing($1.key, with: $1.value) } }
    let result = try run(["--database", "\(folder.path)/x.sqlite"] + arguments.map(filled))
    #expect(result.status == status)
    #expect(result.stderr.contains(filled(expected)), "\(result.stderr)")
  }

  @Test("names all of it in its help") func help() throws {
    let text = try run(["serve", "--help"]).stdout
    for name in [
      "--rule ", "--tenant", "--client-id", "--client-secret-file", "LOGSHIP_WORKSPACE_CLIENT_SECRET",
      "--accept-assertions", "NOT verified", "--token-scope", "--token-lifetime", "--rule-requests-per-minute",
      "--rule-bytes-per-minute", "--table-time-span", "--port", "10000000-0000-4000-8000-000000000001",
    ] { #expect(text.contains(name), "\(name)") }
  }
}
