import Foundation
import Support
import Testing

@Suite("A rule's records are stored") struct RuleRowTests {
  private static let values =
    [
      (#""AccountId": "1""#, "AccountId", "1"), (#""AccountId": """#, "AccountId", ""),
      (#""AccountId": "t\tq\"\u00e9\ud83d\ude00""#, "AccountId", "t\tq\"é😀"),
      // What the Data Collector API would guess to be a GUID or a time stays the string that was declared.
      (#""AccountId": "d41d8cd98f00b204e9800998ecf8427e""#, "AccountId", "d41d8cd98f00b204e9800998ecf8427e"),
      (#""AccountId": "2026-11-22T00:00:00Z""#, "AccountId", "2026-11-22T00:00:00Z"),
      (#""Count": -2147483648"#, "Count", -2_147_483_648), (#""Count": 0"#, "Count", 0),
      (#""Big": 4294967296"#, "Big", 4_294_967_296), (#""Share": 0.5"#, "Share", 0.5), (#""Share": 2"#, "Share", 2),
      (#""On": true"#, "On", true), (#""On": false"#, "On", false),
      (#""Any": {"a": [1, {"b": null}]}"#, "Any", .object(["a": .array([1, .object(["b": nil])])])),
      (#""Any": "text""#, "Any", "text"), (#""Any": 1"#, "Any", 1), (#""Any": [true]"#, "Any", .array([true])),
      (#""EventTime": "2026-11-22T00:00:00.1234567Z""#, "EventTime", "2026-11-22T00:00:00.1234567Z"),
      (#""EventTime": "2026-11-22T01:00:00+01:00""#, "EventTime", "2026-11-22T00:00:00Z"),
      (#""EventTime": "2023-11-14 15:10:02""#, "EventTime", "2023-11-14T15:10:02Z"),
      (#""EventTime": "2023-11-14 15:10:02Z""#, "EventTime", "2023-11-14T15:10:02Z"),
    ] as [(String, String, JSONValue)]

  private static let stored = Result {
    let workspace = try RunningRule()
    try workspace.accept("[\(values.map { "{\($0.0)}" }.joined(separator: ","))]")
    return Dictionary(uniqueKeysWithValues: zip(values.map(\.0), try workspace.stored()))
  }

  @Test("under the names of their columns, with the declared types", arguments: values)
  func asDeclared(_ member: String, _ column: String, _ value: JSONValue) throws {
    #expect(try Self.stored.get()[member] == .object([column: value]))
  }

  @Test("in the table that the stream's flow names") func tables() throws {
    let workspace = try RunningRule()
    try workspace.accept(#"[{"AccountId": "1", "RecordId": "r1"}]"#)
    try workspace.accept(#"[{"AccountId": "2"}]"#, #""stream": "Custom-Plain""#)
    #expect(
      try workspace.rows("SELECT log_type, record_id FROM records ORDER BY id") == [
        ["log_type": "Keys_CL", "record_id": "r1"], ["log_type": "AWSCloudTrail", "record_id": nil],
      ])
    #expect(
      try workspace.rows("SELECT name, type FROM columns WHERE log_type = 'AWSCloudTrail' ORDER BY rowid") == [
        ["name": "TimeGenerated", "type": "datetime"], ["name": "AccountId", "type": "string"],
      ])
  }

  @Test("without null") func null() throws {
    let workspace = try RunningRule()
    try workspace.accept(#"[{"AccountId": null, "Count": null, "Any": null, "EventTime": null}]"#)
    #expect(try workspace.stored() == [.object([:])])
  }

  @Test("without columns that are not declared, which are reported, not refused") func undeclared() throws {
    let workspace = try RunningRule()
    try workspace.accept(#"[{"AccountId": "1", "Extra": 1, "id": "x"}, {"Extra": {"a": []}, "accountid": "y"}]"#)
    #expect(try workspace.stored() == [.object(["AccountId": "1"]), .object([:])])
    #expect(
      try workspace.rows("SELECT log_type, property, dropped FROM dropped_columns ORDER BY property") == [
        ["log_type": "Keys_CL", "property": "Extra", "dropped": 2],
        ["log_type": "Keys_CL", "property": "accountid", "dropped": 1],
        ["log_type": "Keys_CL", "property": "id", "dropped": 1],
      ])
    #expect(
      try workspace.rows("SELECT dropped_values, records FROM requests WHERE number = 1") == [
        ["dropped_values": 4, "records": 2]
      ])
    #expect(workspace.lines.contains("dropped in Keys_CL, since not declared: Extra (2), accountid (1), id (1)"))
    let summary = try workspace.server.stop()
    #expect(summary.dropped == ["Keys_CL": ["Extra": 2, "accountid": 1, "id": 1]])
    #expect(summary.records == ["Keys_CL": 2])
  }

  @Test("as nothing where an object comes instead of an array, and 204 says otherwise") func object() throws {
    let workspace = try RunningRule()
    try workspace.accept(#"{"AccountId": "1"}"#)
    #expect(try workspace.stored().isEmpty)
    #expect(
      try workspace.rows("SELECT is_object, records, status FROM requests WHERE number = 1") == [
        ["is_object": 1, "records": 0, "status": 204]
      ])
    #expect(workspace.lines.contains("Keys_CL: an object instead of an array, stored as nothing"))
    #expect(try workspace.server.stop().objects == 1)
  }

  @Test("with strings over 64 KB cut at a character, and counted") func cut() throws {
    let workspace = try RunningRule()
    let fits = String(repeating: "x", count: 65_536)
    let over = String(repeating: "x", count: 65_535)
    try workspace.accept(#"[{"AccountId": "\#(fits)", "Filler": "\#(over)é"}]"#)
    #expect(try workspace.stored() == [.object(["AccountId": .string(fits), "Filler": .string(over)])])
    #expect(try workspace.rows("SELECT cut_values FROM requests WHERE number = 1") == [["cut_values": 1]])
  }

  @Test("under the time that the transformation takes from a column") func timeFromColumn() throws {
    let own = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded() - 3600).ISO8601Format()
    let workspace = try RunningRule()
    try workspace.accept(#"[{"EventTime": "\#(own)"}]"#)
    #expect(try workspace.rows("SELECT time_generated FROM records") == [["time_generated": .string(own)]])
    #expect(try workspace.stored() == [.object(["EventTime": .string(own)])])
  }

  @Test("under the stream's own TimeGenerated, which is no column besides") func ownTime() throws {
    let own = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded() - 3600).ISO8601Format()
    let workspace = try RunningRule()
    try workspace.accept(#"[{"TimeGenerated": "\#(own)", "AccountId": "1"}]"#, #""stream": "Custom-Plain""#)
    #expect(try workspace.rows("SELECT time_generated FROM records") == [["time_generated": .string(own)]])
    #expect(try workspace.stored() == [.object(["AccountId": "1"])])
  }

  @Test(
    "under the time of receipt where they have none, or one too far from it",
    arguments: ["{}", #"{"EventTime": "2020-01-01T00:00:00Z"}"#])
  func timeOfReceipt(_ record: String) throws {
    let workspace = try RunningRule()
    try workspace.accept("[\(record)]")
    let time = try #require(try workspace.rows("SELECT time_generated FROM records").first?["time_generated"]?.string)
    #expect(abs(try Date(time, strategy: .iso8601).timeIntervalSinceNow) < 60)
  }

  @Test("with the client's id of the request in the log, and without its token") func clientRequestID() throws {
    let workspace = try RunningRule()
    _ = try workspace.send(#"{"headers": {"x-ms-client-request-id": "4b7d0a00-1652"}}"#)
    let request = try #require(try workspace.rows("SELECT * FROM requests WHERE number = 1").first)
    #expect(request["client_request_id"] == "4b7d0a00-1652")
    #expect(request["headers"]?.string?.lowercased().contains("authorization") == false)
  }

  @Test("as the Data Collector API stores them, but for the suffixes of their columns") func bothAPIs() throws {
    let workspace = try LocalWorkspaceProcess(rule: RunningRule.rule)
    let body =
      #"[{\"EventTime\":\"2026-11-24T00:00:00Z\",\"AccountId\":\"1\",\"Count\":3,\"On\":true,\"RecordId\":\"r\"}]"#
    _ = try workspace.send(#"{"body": "\#(body)"}"#)
    _ = try workspace.sendToRule(#"{"body": "\#(body)"}"#)
    let classic = try #require(try workspace.records(logType: "Test_Log").first)
    let ours = try #require(try workspace.records(logType: "Keys_CL").first)
    let renamed = classic.map { name, value in (name == "TimeGenerated" ? name : String(name.dropLast(2)), value) }
    #expect(
      Dictionary(uniqueKeysWithValues: renamed).filter { $0.key != "TimeGenerated" }
        == ours.filter { $0.key != "TimeGenerated" })
    #expect(ours.count == 6)
  }
}
