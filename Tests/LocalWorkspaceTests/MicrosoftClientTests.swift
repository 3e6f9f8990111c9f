import Foundation
import Support
import Testing

/// Needs `azure-identity` and `azure-monitor-ingestion`, as scripts/test-venv installs them.
@Suite("Microsoft's own client") struct MicrosoftClientTests {
  private struct Outcome: Decodable, Equatable {
    let status: Int?
    let code: String?
    let message: String?
  }

  private struct Plan: Encodable {
    let url: String
    let tenant: String
    let client: String
    let secret: String
    let rule: String
    let uploads: [JSONValue]
  }

  /// Uploads to a workspace behind a TLS front, since the client sends tokens over https alone.
  private func outcomes(
    _ uploads: [JSONValue], of workspace: LocalWorkspaceProcess, secret: String? = nil
  ) throws -> [Outcome] {
    let authority = try TestAuthority()
    let front = try NginxServer(
      authority,
      directives: """
        location / {
          proxy_pass \(workspace.endpoint); proxy_http_version 1.1; proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-Proto https;
        }
        """)
    let plan = Plan(
      url: front.url, tenant: workspace.printedValue("tenant") ?? "", client: workspace.printedValue("client") ?? "",
      secret: secret ?? workspace.clientSecret, rule: workspace.printedValue("rule") ?? "", uploads: uploads)
    let python = ProcessInfo.processInfo.environment["LOGSHIP_TEST_PYTHON"] ?? "python3"
    let result = try BuiltBinary.runTool(
      python, [RunningWorkspace.fixture("microsoft_client.py")], stdin: try JSONEncoder().encode(plan),
      environment: ["REQUESTS_CA_BUNDLE": authority.caFile])
    try #require(result.status == 0, "\(result.stderr)")
    return try JSONDecoder().decode([Outcome].self, from: Data(result.stdout.utf8))
  }

  private static func logs(_ stream: String, _ logs: [JSONValue]) -> JSONValue {
    .object(["stream": .string(stream), "logs": .array(logs)])
  }

  @Test("has stored what it sends") func stores() throws {
    let workspace = try LocalWorkspaceProcess(rule: RunningRule.rule)
    // More than 1 MiB before it is packed, so that the client makes several calls of it.
    let many: [JSONValue] = (0..<6000).map { number in
      .object([
        "EventTime": "2026-11-24T00:00:00Z", "RecordId": .string("r\(number)"), "AccountId": "012345678901",
        "Count": .number(Double(number)), "Share": 0.5, "On": true, "Any": .object(["a": .array([1, nil, "é"])]),
        "Filler": .string(String(repeating: "x", count: 200)),
      ])
    }
    #expect(
      try outcomes([Self.logs("Custom-Keys", many)], of: workspace) == [Outcome(status: nil, code: nil, message: nil)])
    let stored = try workspace.records(logType: "Keys_CL").map { record in record.filter { $0.key != "TimeGenerated" } }
    #expect(stored.map { JSONValue.object($0) } == many)
    let requests = try workspace.requests().filter { $0["number"] != .null }
    #expect(requests.count > 1)
    #expect(requests.allSatisfy { $0["status"] == 204 && $0["client_request_id"]?.string?.isEmpty == false })
  }

  @Test("is refused what we are refused") func refuses() throws {
    let workspace = try LocalWorkspaceProcess(rule: RunningRule.rule)
    let outcomes = try outcomes(
      [
        .object(["stream": "Custom-Keys", "noise": 3_000_000]), Self.logs("Custom-Keys", [.object(["Count": "three"])]),
        Self.logs("Custom-Other", [.object(["Count": 3])]), Self.logs("Custom-Keys", [.object(["Count": 3])]),
      ], of: workspace)
    #expect(outcomes.map(\.status) == [413, 400, 400, nil])
    #expect(outcomes.map(\.code) == ["ContentLengthLimitExceeded", "InvalidPayload", "InvalidStream", nil])
    #expect(outcomes[0].message?.contains("Maximum allowed content length: 1048576 bytes (1 MB).") == true)
    #expect(try workspace.records(logType: "Keys_CL").count == 1)
  }

  @Test("tells a wrong secret in Entra's words") func wrongSecret() throws {
    let workspace = try LocalWorkspaceProcess(rule: RunningRule.rule)
    let outcome = try outcomes([Self.logs("Custom-Keys", [.object([:])])], of: workspace, secret: "wrong")[0]
    #expect(outcome.message?.contains("AADSTS7000215: Invalid client secret provided.") == true, "\(outcome)")
    #expect(try workspace.records().isEmpty)
  }
}
