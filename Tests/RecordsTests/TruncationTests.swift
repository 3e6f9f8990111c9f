import Testing

@testable import Records

@Suite("Text over the field limit")
struct TruncationTests {
  static func sent(_ value: String, limit: Int = 10, preset: ColumnPlan.Preset = .standard) throws -> [String: Any] {
    try columns(of: report(value), options: options(columns: .init(preset: preset), fieldBytes: limit))
  }

  @Test(
    "is cut between two characters",
    arguments: [
      ("0123456789", "0123456789"), ("0123456789a", "0123456789"), ("ééééé", "ééééé"), ("éééééé", "ééééé"),
      ("aééééé", "aéééé"), ("🔑🔑🔑", "🔑🔑"), ("aaaaaaaaaé", "aaaaaaaaa"), ("日本語日本", "日本語"),
      ("aaaaaaaa\\u00e9\\u00e9", "aaaaaaaaé"), ("\\\\\\\\\\\\\\\\\\\\\\\\", "\\\\\\\\\\\\"),
    ])
  func cut(_ value: String, _ sent: String) throws {
    let columns = try Self.sent(value, limit: value.hasPrefix("\\\\") ? 6 : 10)
    #expect(columns["UserName"] as? String == sent)
  }

  @Test("is named, in the order of the columns")
  func named() throws {
    let text =
      #"{"loggedDate":"2026-11-22","user":"12345678901","Region":"1234567890123","Status":"Active","tag":"12345678901"}"#
    let mapping = options(keepsUnknownFields: true, fieldBytes: 10)
    let columns = try columns(of: text, options: mapping)
    #expect(columns["TruncatedColumns"] as? String == "UserName,LastUsedRegion,tag")
    #expect(try counted(text, options: mapping).truncatedFields == 3)
  }

  @Test("is named as the column is sent")
  func renamed() throws {
    let mapping = options(columns: .init(rename: ["UserName": "Who"]), fieldBytes: 10)
    #expect(try columns(of: report("12345678901"), options: mapping)["TruncatedColumns"] as? String == "Who")
    #expect(try Self.sent("12345678901", preset: .original)["TruncatedColumns"] as? String == "user")
  }

  @Test("is none of a column that is dropped")
  func dropped() throws {
    let mapping = options(columns: .init(drop: ["UserName"]), fieldBytes: 10)
    #expect(try columns(of: report("12345678901"), options: mapping)["TruncatedColumns"] == nil)
    #expect(try counted(report("12345678901"), options: mapping).truncatedFields == 0)
  }

  @Test("leaves the id of the record as it is")
  func recordID() throws {
    let value = String(repeating: "é", count: 20_000)
    let columns = try columns(of: report(value), options: options(fieldBytes: 32_767))
    #expect(columns["UserName"] as? String == String(repeating: "é", count: 16_383))
    #expect(columns["TruncatedColumns"] as? String == "UserName")
    // Fixtures/record_ids.py
    #expect(columns["RecordId"] as? String == "rmhdx4dvfkd4a5z7nnjcnj5oeeh")
  }

  @Test("includes the prefix of a time's shape")
  func prefixed() throws {
    let value = "2026-11-22T13:14:15Z" + String(repeating: "x", count: 100)
    #expect(
      try Self.sent(value, limit: 40)["UserName"] as? String == "text:2026-11-22T13:14:15Z"
        + String(repeating: "x", count: 15))
  }

  @Test("may be the source's name")
  func source() throws {
    let columns = try columns(of: report("ann"), options: options(fieldBytes: 3))
    #expect(columns["RecordSource"] as? String == "tes")
    #expect(columns["TruncatedColumns"] as? String == "RecordSource")
  }

  @Test("is not cut again in a record that is too large for a batch")
  func tooLarge() throws {
    let text = report("ann")
    let size = try mapped(text).utf8.count
    #expect(try rejection(of: text, options: options(recordBytes: size)) == nil)
    #expect(
      try rejection(of: text, options: options(recordBytes: size - 1)) == .mappedTooLarge(bytes: size, limit: size - 1))
  }
}
