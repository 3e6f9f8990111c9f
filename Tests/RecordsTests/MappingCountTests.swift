import Testing

@testable import Records

@Suite("The counts of a mapping")
struct MappingCountTests {
  static func dated(_ time: String) -> String { #"{"loggedDate":"\#(time)","user":"ann"}"# }

  /// It is 2026-11-25T12:00:00Z.
  @Test(
    "tell the times that the service replaces: older than two days, or over one ahead",
    arguments: [
      ("2026-11-23T12:00:00Z", 0), ("2026-11-23T11:59:59Z", 1), ("2026-11-26T12:00:00Z", 0),
      ("2026-11-26T12:00:01Z", 1),
      ("2026-11-25", 0), ("2026-11-24", 0), ("2026-11-23", 1), ("2019-06-25", 1), ("0001-01-01", 1), ("9999-12-31", 1),
    ])
  func replacedTimes(_ time: String, _ count: Int) throws {
    #expect(try counted(Self.dated(time)).replacedTimes == count)
  }

  @Test("add up")
  func sum() throws {
    let text = Self.dated("2019-06-25") + Self.dated("2026-11-25") + Self.dated("2019-06-26") + Self.dated("soon")
    #expect(try counted(text).replacedTimes == 2)
  }

  @Test("leave out the records that are too large")
  func tooLarge() throws {
    let text = #"{"loggedDate":"2019-06-25","user":"ann","Region":"12345678901234567890\ud800"}"#
    #expect(try counted(text, options: options(fieldBytes: 10)).truncatedFields == 1)
    let counts = try counted(text, options: options(fieldBytes: 10, recordBytes: 20))
    #expect(counts == MappingCounts())
  }

  @Test("leave out the records that are rejected")
  func rejected() throws {
    let text = #"{"loggedDate":"2019-06-25","user":"ann","x":"12345678901","x":"\ud800"}"#
    let counts = try counted(text, options: options(keepsUnknownFields: true, fieldBytes: 10))
    #expect(counts.truncatedFields == 0)
    #expect(counts.repairedRecords == 0)
    #expect(counts.replacedTimes == 0)
  }
}
