import Foundation
import Support
import Testing

@Suite("Azure's own table for CloudTrail")
struct AWSCloudTrailTests {
  /// The table's columns and their types, a copy of our own of what Azure documents; ids are `guid` there, as rules that
  /// others deployed show by `toguid`.
  private static let table: [String: String] = {
    let text = """
      AdditionalEventData APIVersion AWSRegion AwsRequestId_ Category CidrIp CipherSuite ClientProvidedHostHeader
      DestinationPort EC2RoleDelivery ErrorCode ErrorMessage EventName EventSource EventTypeName EventVersion IpProtocol
      OperationName RecipientAccountId RequestParameters Resources ResponseElements ServiceEventDetails SessionIssuerAccountId
      SessionIssuerArn SessionIssuerPrincipalId SessionIssuerType SessionIssuerUserName SourceIpAddress SourcePort TlsVersion
      UserAgent UserIdentityAccessKeyId UserIdentityAccountId UserIdentityArn UserIdentityInvokedBy UserIdentityPrincipalid
      UserIdentityType UserIdentityUserName VpcEndpointId
      """
    var types: [String: String] = [:]
    for name in text.split(whereSeparator: \.isWhitespace) { types[String(name)] = "string" }
    for name in ["ManagementEvent", "ReadOnly", "SessionMfaAuthenticated"] { types[name] = "bool" }
    for name in ["TimeGenerated", "SessionCreationDate"] { types[name] = "datetime" }
    for name in ["AwsEventId", "AwsRequestId", "SharedEventId"] { types[name] = "guid" }
    return types
  }()

  /// Columns that analytic rules of Microsoft Sentinel's solution "Amazon Web Services" name in their queries.
  private static let rules: [(rule: String, columns: [String])] = [
    (
      "Monitor AWS Credential abuse or hijacking (32555639-b639-4c2b-afda-c0ae0abefa55)",
      [
        "EventName", "UserIdentityType", "TimeGenerated", "SourceIpAddress", "EventTypeName", "UserIdentityAccountId",
        "UserIdentityPrincipalid", "UserAgent", "UserIdentityUserName", "SessionMfaAuthenticated", "AWSRegion",
        "EventSource", "AdditionalEventData", "ResponseElements",
      ]
    ),
    (
      "Creation of Access Key for IAM User (9a6554e6-63d9-4f94-9b32-64d1d40628f2)",
      ["EventName", "Category", "EventVersion", "SessionIssuerAccountId", "UserIdentityUserName", "SourceIpAddress"]
    ),
    (
      "Privilege escalation via CRUD IAM policy (e20d35a3-4fec-4c8b-81b1-fc33b41990b0)",
      [
        "EventName", "ErrorCode", "ErrorMessage", "RequestParameters", "UserIdentityArn", "Resources",
        "UserIdentityPrincipalid", "UserIdentityUserName", "TimeGenerated", "SourceIpAddress", "RecipientAccountId",
      ]
    ),
    (
      "Creating keys with encrypt policy without MFA (454133a7-5427-4a7c-bdc4-0adfa84dda16)",
      ["AwsEventId", "EventName", "ErrorCode", "ErrorMessage", "RequestParameters", "UserIdentityArn", "Resources"]
    ),
    (
      "User IAM Enumeration (cfaaf0bc-16d1-48df-ac8b-9d901bbd516a)",
      [
        "EventName", "AWSRegion", "UserAgent", "SourceIpAddress", "ErrorCode", "ErrorMessage", "TimeGenerated",
        "UserIdentityPrincipalid", "UserIdentityArn", "UserIdentityAccountId",
      ]
    ),
  ]

  private static let preset = ["--columns-preset", "AWSCloudTrail"]

  private static func events(_ arguments: String...) throws -> [JSONValue] {
    let trail = SchemaScene.fixture("cloudtrail-1.json")
    let run = try BuiltBinary.run(
      ["ship", "--to", "-", "--summary", "none", trail, "--keys", "all"] + preset + arguments)
    try #require(run.status == 0, "\(run.stderr)")
    return try run.stdout.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
  }

  private static func rule() throws -> JSONValue { try SchemaScene.json("--for", "rule", "--table", "AWSCloudTrail") }

  @Test("is filled by the rule's transformation with its columns, each of its type")
  func transformation() throws {
    let found = try SchemaScene.query(try SchemaScene.schema("--for", "kql", "--table", "AWSCloudTrail"))
    #expect(found.types.count > 40)
    for (column, type) in found.types { #expect(Self.table[column] == type, "\(column)") }
    for (rule, columns) in Self.rules {
      #expect(columns.filter { found.types[$0] == nil || found.types[$0] != Self.table[$0] } == [], "\(rule)")
    }
    let row = try #require(found.rows.first)
    #expect(row["AwsEventId"] == "00000000-1111-4222-8333-444444444444")
    #expect(row["AwsRequestId_"] == "00000000-1111-4222-8333-555555555555")
    #expect(row["UserIdentityUserName"] == "ana" && row["EventTypeName"] == "AwsApiCall")
  }

  @Test("gets no name of a session's issuer as the user's, and ids of any form")
  func session() throws {
    let text = try SchemaScene.schema("--for", "kql", "--table", "AWSCloudTrail")
    // The made-up row's user is told to have issued the session itself, and the call's id to be one of S3.
    let lines = text.components(separatedBy: "\n")
    let columns = lines.filter { $0.firstMatch(of: /^  \w+: \w+,?$/) != nil }.map {
      $0.split(separator: ":")[0].dropFirst(2)
    }
    let first = try #require(lines.firstIndex(of: ") [")) + 1
    var changed = lines
    changed[first + (try #require(columns.firstIndex(of: "SessionIssuerUserName")))] = "  \"ana\","
    changed[first + (try #require(columns.firstIndex(of: "RequestId")))] = "  \"WKBTX9RDTR0E5710\","
    let row = try #require(try SchemaScene.query(changed.joined(separator: "\n")).rows.first)
    #expect(row["UserIdentityUserName"] == "" && row["SessionIssuerUserName"] == "ana")
    #expect(row["AwsRequestId_"] == "WKBTX9RDTR0E5710")
  }

  @Test("has a stream that declares all that the preset sends, as Microsoft's client posts it")
  func declared() throws {
    guard case .object(var rule) = try Self.rule(), case .object(var properties)? = rule["properties"],
      case .object(var flow)? = properties["dataFlows"]?.elements?.first
    else {
      Issue.record("no rule")
      return
    }
    #expect(flow["outputStream"] == "Microsoft-AWSCloudTrail")
    // The local workspace knows transformations that set the time alone.
    flow["transformKql"] = "source | extend TimeGenerated = EventTime"
    properties["dataFlows"] = .array([.object(flow)])
    rule["properties"] = .object(properties)
    let text = String(decoding: try JSONEncoder().encode(rule), as: UTF8.self)
    let workspace = try LocalWorkspaceProcess(rule: text)
    let events = try Self.events()
    #expect(try SchemaScene.post([("Custom-AWS_AccessKeyEvent", events)], to: workspace) == [.object([:])])
    let stored = try workspace.records(logType: "AWSCloudTrail").map { $0.filter { $0.key != "TimeGenerated" } }
    #expect(stored.map { JSONValue.object($0) } == events)
    try workspace.stop()
    #expect(!workspace.output.contains { $0.contains("not declared") }, "\(workspace.output)")
  }

  @Test("gets whole key ids of events and what was asked for, and reports keep theirs masked")
  func keys() throws {
    let trail = try Data(contentsOf: URL(fileURLWithPath: SchemaScene.fixture("cloudtrail-1.json")))
    let known = try JSONDecoder().decode(JSONValue.self, from: trail)["Records"]?.elements ?? []
    let ids = Set(known.compactMap { $0["userIdentity"]?["accessKeyId"]?.string })
    let events = try Self.events()
    #expect(!events.isEmpty && events.allSatisfy { ids.contains($0["AccessKeyId"]?.string ?? "") })
    #expect(events.contains { $0["RequestParameters"]?.string?.hasPrefix("{") == true })
    let reports = try SchemaScene.sent(SchemaScene.fixture("reports.ndjson"), "--columns-preset", "AWSCloudTrail")
    #expect(reports == (try SchemaScene.sent(SchemaScene.fixture("reports.ndjson"))))
  }

  @Test("says that key ids leave whole unless it was chosen, and that masked ones are not found")
  func warnings() throws {
    let whole = try BuiltBinary.run(["check"] + Self.preset)
    #expect(whole.stdout.contains("columns.preset AWSCloudTrail sends the key ids of events whole"))
    let masked = try BuiltBinary.run(["check"] + Self.preset + ["--access-key-ids", "masked"])
    #expect(masked.stdout.contains("accessKeyIds is masked, so rules of AWSCloudTrail"))
    #expect(
      try Self.events("--access-key-ids", "masked").allSatisfy { $0["AccessKeyId"]?.string?.contains("...") == true })
    let chosen = try BuiltBinary.run(["check"] + Self.preset + ["--access-key-ids", "full"])
    #expect(!chosen.stdout.contains("AWSCloudTrail sends"))
  }

  @Test("is one stream of three where the preset is configured")
  func rules() throws {
    let run = try BuiltBinary.run(["schema", "--for", "rule"] + Self.preset)
    let rule = try JSONDecoder().decode(JSONValue.self, from: Data(run.stdout.utf8))
    let outputs = rule["properties"]?["dataFlows"]?.elements?.map { $0["outputStream"]?.string ?? "" }
    #expect(
      outputs == ["Custom-AWS_AccessKeyReport_CL", "Microsoft-AWSCloudTrail", "Custom-AWS_AccessKeyUsage_CL"])
  }
}
