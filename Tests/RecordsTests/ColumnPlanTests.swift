import Testing

@testable import Records

@Suite("A plan of columns")
struct ColumnPlanTests {
  static let text =
    #"{"loggedDate":"2026-11-22","user":"ann","account_number":123,"AccessKeyId":"AKIAEXAMPLE00000ANN1","#
    + #""CreateDate":"2025-06-25T21:52:43","LastUsedDate":"11-21-2026 22:01:00","Region":"eu-west-1","Status":"Active","#
    + #""ServiceName":"s3"}"#

  static func sent(_ changes: ColumnPlan.Changes) throws -> String {
    try mapped(text, options: options(columns: changes))
  }

  @Test("renames, drops and adds")
  func changes() throws {
    let changes = ColumnPlan.Changes(
      rename: ["EventTime": "Day", "RecordId": "Id"],
      drop: [
        "AccountId", "AccessKeyId", "Status", "CreateDate", "LastUsedDate", "LastUsedRegion", "LastUsedService",
        "RecordSource",
      ],
      add: [("Site", #""a \" b""#), ("Level", "3")])
    #expect(
      try Self.sent(changes)
        == #"{"Day":"2026-11-22T00:00:00Z","UserName":"ann","KeyAgeDays":515,"DaysSinceLastUse":1,"#
        + #""Id":"rlzs5re6tbdgjup7eh7zkydatxl","Site":"a \" b","Level":3}"#)
  }

  @Test("of the original table keeps its names, order and dates byte for byte")
  func original() throws {
    #expect(
      try Self.sent(.init(preset: .original))
        == #"{"loggedDate":"2026-11-22","user":"ann","account_number":"000000000123","AccessKeyId":"AKIA...ANN1","#
        + #""CreateDate":"2025-06-25T21:52:43","LastUsedDate":"11-21-2026 22:01:00","Region":"eu-west-1","#
        + #""Status":"Active","ServiceName":"s3","RecordId":"rlzs5re6tbdgjup7eh7zkydatxl"}"#)
  }

  @Test("of the original table still refuses what is no date")
  func originalDate() throws {
    let text = #"{"loggedDate":"soon","user":"ann"}"#
    #expect(
      try rejection(of: text, options: options(columns: .init(preset: .original)))
        == .notATime(column: "EventTime", value: "soon"))
  }

  @Test("of the original table can be changed as well")
  func originalChanges() throws {
    let changes = ColumnPlan.Changes(
      preset: .original, rename: ["user": "User"],
      drop: ["account_number", "AccessKeyId", "CreateDate", "LastUsedDate", "Region", "ServiceName", "RecordId"],
      add: [("Old", "true")])
    #expect(try Self.sent(changes) == #"{"loggedDate":"2026-11-22","User":"ann","Status":"Active","Old":true}"#)
  }

  @Test("of nothing gives an object of nothing")
  func nothing() throws {
    let all = Set(ColumnPlan.columnNames(.standard))
    #expect(try Self.sent(.init(drop: all)) == "{}")
    #expect(try Self.sent(.init(drop: all, add: [("a", "1")])) == #"{"a":1}"#)
  }

  @Test("names the column that carries the time, if one does")
  func timeColumn() {
    #expect(ColumnPlan().timeColumn == "EventTime")
    #expect(ColumnPlan(.init(rename: ["EventTime": "Day"])).timeColumn == "Day")
    #expect(ColumnPlan(.init(drop: ["EventTime"])).timeColumn == nil)
    #expect(ColumnPlan(.init(preset: .original)).timeColumn == nil)
  }

  @Test("tells the columns of each preset in order")
  func names() {
    #expect(
      ColumnPlan.columnNames(.standard) == [
        "EventTime", "AccountId", "UserName", "AccessKeyId", "KeySlot", "Status", "CreateDate", "LastUsedDate",
        "LastUsedRegion", "LastUsedService", "KeyAgeDays", "DaysSinceLastUse", "RecordSource", "RecordId",
        "TruncatedColumns",
      ])
    #expect(
      ColumnPlan.columnNames(.original) == [
        "loggedDate", "user", "account_number", "AccessKeyId", "CreateDate", "LastUsedDate", "Region", "Status",
        "ServiceName", "KeySlot", "RecordId", "TruncatedColumns",
      ])
  }

  @Test(
    "takes names that the API takes, and no other",
    arguments: [
      ("A", true), ("Computer", true), (String(repeating: "a", count: 45), true),
      (String(repeating: "a", count: 46), false),
      ("", false), ("1a", false), ("_a", false), ("a-b", false), ("a b", false), ("é", false), ("Tenant", false),
      ("TIMEGENERATED", false), ("rawData", false), ("a_1", true), ("TenantId", true), ("a\0", false),
    ])
  func problems(_ name: String, _ isFine: Bool) {
    #expect((ColumnNames.fault(in: name) == nil) == isFine)
  }
}
