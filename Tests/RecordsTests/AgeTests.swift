import Testing

@testable import Records

@Suite("Ages")
struct AgeTests {
  // (date.fromisoformat(b) - date.fromisoformat(a)).days
  @Test(
    "are whole days between two dates in UTC",
    arguments: [
      ("2026-11-22", "2026-11-22", 0), ("2026-11-22", "2026-11-22T23:59:59Z", 0),
      ("2026-11-22", "2026-11-21T23:59:59Z", 1),
      ("2026-11-22", "2026-11-21T00:00:00", 1), ("2026-11-22T00:00:01Z", "2026-11-21T23:59:59Z", 1),
      ("2026-11-22T23:59:59Z", "2026-11-22T00:00:00Z", 0), ("2026-11-22", "2026-11-22T00:30:00+01:00", 1),
      ("2026-11-22", "2026-11-21T23:30:00-01:00", 0), ("2024-03-01", "2024-02-28", 2), ("2023-03-01", "2023-02-28", 1),
      ("2026-11-22", "06-25-2019 21:52:43", 2707), ("2026-11-22", "2000-01-01", 9822),
      ("1970-01-01", "1969-12-31T23:59:59Z", 1), ("2026-11-22", "2026-11-23", -1),
    ])
  func days(_ report: String, _ earlier: String, _ days: Int) throws {
    let text = #"{"loggedDate":"\#(report)","user":"ann","CreateDate":"\#(earlier)","LastUsedDate":"\#(earlier)"}"#
    let columns = try columns(of: text)
    #expect(columns["KeyAgeDays"] as? Int == days)
    #expect(columns["DaysSinceLastUse"] as? Int == days)
  }

  @Test("are absent where their date is")
  func absent() throws {
    let columns = try columns(of: #"{"loggedDate":"2026-11-22","user":"ann","CreateDate":"2026-11-20"}"#)
    #expect(columns["KeyAgeDays"] as? Int == 2)
    #expect(columns["DaysSinceLastUse"] == nil)
  }
}
