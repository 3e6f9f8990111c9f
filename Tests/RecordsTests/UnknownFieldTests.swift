import Testing

@testable import Records

@Suite("Fields that are no part of a report")
struct UnknownFieldTests {
  static func counts(_ text: String, keeps: Bool = false) throws -> [String: Int] {
    try counted(text, options: options(keepsUnknownFields: keeps)).unknownFields
  }

  static func kept(_ members: String) throws -> String {
    let json = try mapped(
      #"{"loggedDate":"2026-11-22","user":"ann",\#(members)}"#, options: options(keepsUnknownFields: true))
    let id = #""RecordId":"r6jeh2hwluxcruekaweo3jzcb7p""#
    let tail = json.split(separator: id, maxSplits: 1).last ?? ""
    return String(tail)
  }

  @Test("are left out and counted by name")
  func leftOut() throws {
    let text = #"{"loggedDate":"2026-11-22","user":"ann","x":1,"Tag":"a","y":null}"#
    #expect(try mapped(text) == mapped(report("ann")))
    #expect(try Self.counts("\(text)\(text){\"x\":2,\(report("ann").dropFirst())") == ["x": 3, "Tag": 2])
  }

  @Test("are left out of CSV as well, and counted where a cell holds something")
  func csv() throws {
    let text = "loggedDate,x,user,Tag\n2026-11-22,1,ann,\n2026-11-22,,ann,2\n2026-11-22,3,ann,\n"
    #expect(try outcomes(of: text).map(\.brief) == ["ann", "ann", "ann"])
    #expect(try Self.counts(text) == ["x": 2, "Tag": 1])
  }

  @Test("are told apart up to 400 names", arguments: [false, true])
  func bounded(_ keeps: Bool) throws {
    let text = (0..<1000).map { #"{"loggedDate":"2026-11-22","user":"ann","f\#($0)":1}"# }.joined()
    let counts = try Self.counts(text, keeps: keeps)
    #expect(counts.count == 401)
    #expect(counts["(others)"] == 600)
    #expect(counts["f399"] == 1)
  }

  @Test(
    "are kept as text or JSON text where that is asked for",
    arguments: [
      (#""x":"a""#, #","x":"a"}"#), (#""x":1.50"#, #","x":"1.50"}"#), (#""x":-0e1"#, #","x":"-0e1"}"#),
      (#""x":true"#, #","x":"true"}"#), (#""x":[1, {"a":"b\"c"}]"#, #","x":"[1, {\"a\":\"b\\\"c\"}]"}"#),
      (#""x":{}"#, #","x":"{}"}"#),
      ("\"x\":{\"a\":\n[1,\n2]}", #","x":"{\"a\":\n[1,\n2]}"}"#.replacing("\n", with: "\\n")),
      (#""x":"","y":"N/A""#, #","x":"","y":"N/A"}"#),
      (#""a":[],"b":{"c":[]},"d":"e","f":false"#, #","a":"[]","b":"{\"c\":[]}","d":"e","f":"false"}"#),
    ])
  func kept(_ members: String, _ columns: String) throws {
    #expect(try Self.kept(members) == columns)
  }

  @Test("of null are no columns")
  func null() throws {
    #expect(try Self.kept(#""x":null"#) == "}")
  }

  @Test(
    "get names that the service takes",
    arguments: [
      ("x-y z", "x_y_z"), ("größe", "gr____e"), ("1st", "x_1st"), ("_id", "x__id"), ("", "x_"), ("tenant", "x_tenant"),
      ("TimeGenerated", "x_TimeGenerated"), ("RawData", "x_RawData"), ("a.b[0]", "a_b_0_"),
      (String(repeating: "n", count: 60), String(repeating: "n", count: 45)),
      (String(repeating: "9", count: 60), "x_" + String(repeating: "9", count: 43)), ("UserName", "UserName_2"),
      ("username", "username_2"), ("RecordId", "RecordId_2"),
      ("TruncatedColumns", "TruncatedColumns_2"),
    ])
  func cleaned(_ name: String, _ column: String) throws {
    #expect(try Self.kept("\"\(name)\":1") == ",\"\(column)\":\"1\"}")
    #expect(ColumnNames.fault(in: column) == nil)
  }

  @Test("get names that no other field has, in every record the same")
  func collisions() throws {
    let long = String(repeating: "n", count: 44)
    let first = #""a-b":1,"a.b":2,"A_B":3,"a_b_2":4,"\#(long)-1":5,"\#(long)-2":6"#
    let second = #""A_B":1,"a.b":2"#
    let text = [first, second].map { #"{"loggedDate":"2026-11-22","user":"ann",\#($0)}"# }.joined(separator: "\n")
    let found = try outcomes(of: text, options: options(keepsUnknownFields: true)).map { try $0.columns() }
    let short = String(repeating: "n", count: 43)
    for (column, value) in ["a_b": "1", "a_b_2": "2", "A_B_3": "3", "a_b_2_2": "4", "\(long)_": "5", "\(short)_2": "6"]
    {
      #expect(found[0][column] as? String == value, "\(column)")
    }
    #expect(found[1]["A_B_3"] as? String == "1")
    #expect(found[1]["a_b_2"] as? String == "2")
  }

  @Test("leave the names of renamed and added columns alone")
  func taken() throws {
    let changes = ColumnPlan.Changes(rename: ["UserName": "Who"], drop: ["Status"], add: [("Site", #""x""#)])
    let text = #"{"loggedDate":"2026-11-22","user":"ann","who":1,"site":2,"UserName":3}"#
    let columns = try columns(of: text, options: options(columns: changes, keepsUnknownFields: true))
    #expect(columns["Who"] as? String == "ann")
    #expect(columns["who_2"] as? String == "1")
    #expect(columns["site_2"] as? String == "2")
    #expect(columns["UserName"] as? String == "3")
  }
}
