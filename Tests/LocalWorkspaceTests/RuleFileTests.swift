import Foundation
import LocalWorkspace
import Testing

@Suite("A data collection rule") struct RuleFileTests {
  private static func rule(
    id: String = #""immutableId": "dcr-1","#, stream: String = "Custom-X",
    columns: String = #"{"name": "TimeGenerated", "type": "datetime"}"#,
    flow: String = #""outputStream": "Custom-X_CL""#
  ) -> String {
    """
    {\(id) "streamDeclarations": {"\(stream)": {"columns": [\(columns)]}},
     "dataFlows": [{"streams": ["\(stream)"], \(flow)}]}
    """
  }

  private static func column(_ name: String, _ type: String = "string") -> String {
    #"{"name": "\#(name)", "type": "\#(type)"}"#
  }

  private static let withTime = #"{"name": "TimeGenerated", "type": "datetime"}, "#

  @Test("is read from its properties") func properties() throws {
    let rule = try DataCollectionRule(json: Data(Self.rule().utf8))
    #expect(rule.id == "dcr-1")
    #expect(rule.tables.map { "\($0.stream) \($0.table)" } == ["Custom-X X_CL"])
  }

  @Test("is read from a whole ARM resource, whose other members do not matter") func resource() throws {
    let resource = #"{"kind": "Direct", "location": "westeurope", "properties": \#(Self.rule())}"#
    #expect(try DataCollectionRule(json: Data(resource.utf8)).id == "dcr-1")
  }

  @Test("gets an id of the local workspace's where it has none yet") func noID() throws {
    let rule = try DataCollectionRule(json: Data(Self.rule(id: "").utf8))
    #expect(rule.id == DataCollectionRule.defaultID)
  }

  @Test(
    "takes TimeGenerated from a column",
    arguments: [
      ("source | extend TimeGenerated = At", "datetime"), (" source|extend  TimeGenerated=At ;", "datetime"),
      ("source\n| extend TimeGenerated = todatetime( At )\n", "datetime"),
      ("source | extend TimeGenerated = todatetime(At)", "string"),
      ("source | extend TimeGenerated = now()", "string"), ("source|extend TimeGenerated=now( );", "string"),
    ])
  func transforms(_ kql: String, _ type: String) throws {
    let text = kql.replacing("\n", with: "\\n")
    let flow = #""outputStream": "Custom-X_CL", "transformKql": "\#(text)""#
    let json = Self.rule(columns: Self.column("At", type), flow: flow)
    #expect(throws: Never.self) { try DataCollectionRule(json: Data(json.utf8)) }
  }

  private static let refused = [
    ("nonsense", "the rule is not JSON"), ("[]", "the rule is not a JSON object"),
    (rule(id: #""immutableId": "x","#), #"immutableId "x" is not dcr-"#),
    (#"{"dataFlows": []}"#, "streamDeclarations declares no stream"),
    (#"{"streamDeclarations": {"Custom-X": {}}}"#, "streamDeclarations.Custom-X.columns is missing"),
    (
      #"{"streamDeclarations": {"Custom-X": {"columns": [{"name": 1}]}}}"#,
      "streamDeclarations.Custom-X.columns[0].name is not of the type String"
    ),
    (#"{"streamDeclarations": {"Custom-X": {"columns": []}}}"#, "no entry of dataFlows sends it to a table"),
    (rule(columns: column("A")), "stream Custom-X: the stream must contain TimeGenerated"),
    (rule(columns: column("TimeGenerated")), "TimeGenerated is declared as string, it must be datetime"),
    (
      rule(columns: withTime + column("A", "guid")),
      "column A has the type guid, which no stream may declare; declare it as string"
    ),
    (rule(columns: withTime + column("A", "bool")), "column A has the type bool, which is none of string, int"),
    (rule(columns: withTime + column("A") + "," + column("A")), "column A is declared twice"),
    (rule(columns: withTime + column("id")), "column \"id\" is reserved"),
    (rule(columns: withTime + column("TenantId")), "column \"TenantId\" is reserved"),
    (rule(columns: withTime + column("Type")), "column \"Type\" is reserved"),
    (rule(columns: withTime + column("_ResourceId")), "is not a letter followed by"),
    (rule(columns: withTime + column("a-b")), "is not a letter followed by"),
    (rule(columns: withTime + column(String(repeating: "n", count: 46))), "has more than 45 characters"),
    (rule(stream: "X"), "stream \"X\" is not Custom-"),
    (rule(stream: "Microsoft-X"), "stream \"Microsoft-X\" is not Custom-"),
    (rule(flow: #""outputStream": "Custom-X""#), "is neither Custom-<name>_CL nor Microsoft-<name>"),
    (rule(flow: #""destinations": []"#), #"outputStream "Custom-X" is neither"#),
    (
      rule(flow: #""outputStream": "Custom-X_CL", "transformKql": "source | where true""#),
      "the local workspace knows no transformKql but"
    ),
    (
      rule(flow: #""outputStream": "Custom-X_CL", "transformKql": "source | extend TimeGenerated = At""#),
      "takes TimeGenerated from At, which is not declared"
    ),
    (
      rule(
        columns: column("At"),
        flow: #""outputStream": "Custom-X_CL", "transformKql": "source | extend TimeGenerated = At""#),
      "or write todatetime(At)"
    ),
    (
      rule(
        columns: column("At", "int"),
        flow: #""outputStream": "Custom-X_CL", "transformKql": "source | extend TimeGenerated = todatetime(At)""#),
      "At, which is declared as int; declare it as datetime"
    ),
    (
      rule(flow: #""outputStream": "Custom-X_CL"}, {"streams": ["Custom-X"]"#),
      "the local workspace knows one flow a stream"
    ),
    (
      rule(flow: #""outputStream": "Custom-X_CL"}, {"streams": ["Custom-Y"]"#),
      "dataFlows[1] names stream Custom-Y, which streamDeclarations does not declare"
    ),
  ]

  @Test(
    "that the service would refuse, or that is more than we know, is refused with what and where", arguments: refused)
  func refuses(_ json: String, _ expected: String) {
    let error = #expect(throws: RuleError.self) { try DataCollectionRule(json: Data(json.utf8)) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("may name columns of 45 characters") func longName() {
    let json = Self.rule(columns: Self.withTime + Self.column(String(repeating: "n", count: 45)))
    #expect(throws: Never.self) { try DataCollectionRule(json: Data(json.utf8)) }
  }
}
