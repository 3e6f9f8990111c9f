import Foundation
import Support
import Testing

@Suite struct ColumnTypeTests {
  private static let new =
    [
      (#""text""#, "P_s", "text"), (#""""#, "P_s", ""), (#""42""#, "P_s", "42"), (#""true""#, "P_s", "true"),
      ("42", "P_d", 42), ("-1.5e3", "P_d", -1500), ("true", "P_b", true), ("false", "P_b", false),
      (#""00000001-1111-4222-8333-444444444444""#, "P_g", "00000001-1111-4222-8333-444444444444"),
      (#""D41D8CD98F00B204E9800998ECF8427E""#, "P_g", "D41D8CD9-8F00-B204-E980-0998ECF8427E"),
      (#""d41d8cd98f00b204e9800998ecf8427""#, "P_s", "d41d8cd98f00b204e9800998ecf8427"),
      (#""id:d41d8cd98f00b204e9800998ecf8427e""#, "P_s", "id:d41d8cd98f00b204e9800998ecf8427e"),
      (#""0000000-11111-4222-8333-444444444444""#, "P_s", "0000000-11111-4222-8333-444444444444"),
      (#""2026-11-22T00:00:00Z""#, "P_t", "2026-11-22T00:00:00Z"),
      (#""2020-08-20T16:31:44.375Z""#, "P_t", "2020-08-20T16:31:44.375Z"),
      (#""2019-06-25T21:52:43""#, "P_t", "2019-06-25T21:52:43Z"),
      (#""2024-02-29T23:30:00-01:30""#, "P_t", "2024-03-01T01:00:00Z"),
      (#""2023-02-29T00:00:00Z""#, "P_s", "2023-02-29T00:00:00Z"),
      (#""2026-11-22T24:00:00Z""#, "P_s", "2026-11-22T24:00:00Z"),
      (#""2026-11-22""#, "P_s", "2026-11-22"), (#""2026-11-22 00:00:00Z""#, "P_s", "2026-11-22 00:00:00Z"),
      (#""Sun, 22 Nov 2026 00:00:00 GMT""#, "P_s", "Sun, 22 Nov 2026 00:00:00 GMT"),
      (#""tab\tquote\"\u00e9\ud83d\ude00""#, "P_s", "tab\tquote\"é😀"),
    ] as [(String, String, JSONValue)]

  private static let outcomesOfNew = Result { try ColumnTyping.outcomes(of: new.map { [$0.0] }) }

  @Test(arguments: new)
  func aNewPropertyGetsTheTypeOfItsValue(_ value: String, _ column: String, _ stored: JSONValue) throws {
    let outcome = try #require(try Self.outcomesOfNew.get()[[value]])
    #expect(outcome.stored == [.object([column: stored])])
    #expect(outcome.changes.isEmpty)
  }

  @Test func nullLeavesThePropertyOutAndComputerHasNoSuffix() throws {
    let workspace = try RunningWorkspace()
    try workspace.accept(#"[{"P": null, "Computer": "host"}]"#)
    #expect(try workspace.stored() == [.object(["Computer": "host"])])
  }

  private static let fitting =
    [
      ("1", #""42""#, "P_d", 42), ("true", #""false""#, "P_b", false),
      (#""2026-11-22T00:00:00Z""#, #""2026-11-23T00:00:00""#, "P_t", "2026-11-23T00:00:00Z"),
      (#""text""#, #""2026-11-23T00:00:00Z""#, "P_s", "2026-11-23T00:00:00Z"),
    ] as [(String, String, String, JSONValue)]

  private static let outcomesOfFitting = Result { try ColumnTyping.outcomes(of: fitting.map { [$0.0, $0.1] }) }

  @Test(arguments: fitting)
  func aValueThatConvertsGoesIntoTheExistingColumn(
    _ first: String, _ second: String, _ column: String, _ stored: JSONValue
  ) throws {
    let outcome = try #require(try Self.outcomesOfFitting.get()[[first, second]])
    #expect(outcome.stored.last == .object([column: stored]))
    #expect(outcome.changes.isEmpty)
  }

  private static let changing = [
    ("1", #""text""#, "P_d", "P_s"), (#""text""#, "1", "P_s", "P_d"), (#""text""#, "true", "P_s", "P_b"),
    (#""00000001-1111-4222-8333-444444444444""#, #""WKBTX9RDTR0E5710""#, "P_g", "P_s"),
    (#""WKBTX9RDTR0E5710""#, #""00000001-1111-4222-8333-444444444444""#, "P_s", "P_g"),
    (#""2026-11-22T00:00:00Z""#, #""2026-11-22""#, "P_t", "P_s"),
  ]

  private static let outcomesOfChanging = Result { try ColumnTyping.outcomes(of: changing.map { [$0.0, $0.1] }) }

  @Test(arguments: changing)
  func aValueThatDoesNotConvertMakesAnotherColumnWhichIsReported(
    _ first: String, _ second: String, _ existing: String, _ added: String
  ) throws {
    let outcome = try #require(try Self.outcomesOfChanging.get()[[first, second]])
    #expect(outcome.changes == [["existing": .string(existing), "added": .string(added)]])
    #expect(outcome.stored.last?[added] != nil)
  }

  @Test func aTableHasFiveHundredColumnsAndTheRestGoesToOne() throws {
    let workspace = try RunningWorkspace()
    let properties = (0..<502).map { #""C\#($0)": \#($0)"# }.joined(separator: ",")
    try workspace.accept("[{\(properties)}]")
    let record = try #require(try workspace.stored().first)
    #expect(record?["C499_d"] == 499)
    #expect(record?["C500_d"] == nil)
    #expect(record?["AdditionalFields"] == .object(["C500": 500, "C501": 501]))
  }

  @Test func aFieldOverTheLimitIsCutAtACharacterAndCounted() throws {
    let workspace = try RunningWorkspace()
    let fits = String(repeating: "x", count: 32_768)
    let over = String(repeating: "x", count: 32_767)
    try workspace.accept(#"[{"A": "\#(fits)", "B": "\#(over)é"}]"#)
    #expect(try workspace.stored() == [.object(["A_s": .string(fits), "B_s": .string(over)])])
    #expect(try workspace.rows("SELECT cut_values FROM requests") == [["cut_values": 1]])
  }

  @Test func theRecordIdHasAColumnOfItsOwn() throws {
    let workspace = try RunningWorkspace()
    try workspace.accept(#"[{"RecordId": "rabc"}, {"Other": 1}]"#)
    #expect(
      try workspace.rows("SELECT record_id FROM records ORDER BY id") == [["record_id": "rabc"], ["record_id": nil]])
  }

  @Test(arguments: [(-86_400, true), (-172_700, true), (-172_900, false), (86_300, true), (86_500, false)])
  func aTimeTooFarFromNowIsReplacedByTheTimeOfReceipt(_ offset: Int, _ kept: Bool) throws {
    let workspace = try RunningWorkspace()
    let own = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded() + Double(offset)).ISO8601Format()
    try workspace.accept(#"[{"At": "\#(own)"}]"#, headers: #"{"time-generated-field": "At"}"#)
    let time = try #require(try workspace.rows("SELECT time_generated FROM records").first?["time_generated"]?.string)
    #expect((time == own) == kept)
    let stored = try Date(time, strategy: .iso8601)
    if !kept { #expect(abs(stored.timeIntervalSinceNow) < 60) }
  }

  @Test(arguments: [#"{"At": "2026-11-22"}"#, #"{"At": 5}"#, #"{"Other": "x"}"#])
  func aRecordWithoutAUsableTimeGetsTheTimeOfReceipt(_ record: String) throws {
    let workspace = try RunningWorkspace()
    try workspace.accept("[\(record)]", headers: #"{"time-generated-field": "At"}"#)
    let time = try #require(try workspace.rows("SELECT time_generated FROM records").first?["time_generated"]?.string)
    #expect(abs(try Date(time, strategy: .iso8601).timeIntervalSinceNow) < 60)
  }
}
