import Testing

@testable import Records

@Suite("Limits of what is held")
struct FrameLimitTests {
  static let limits = FrameLimits(recordBytes: 60, excerptBytes: 20, quotedRowBytes: 60)
  static let header = "loggedDate,user\n"

  /// A report of ann that is `bytes` long.
  static func long(_ bytes: Int) -> String {
    let rest = #"{"loggedDate":"2026-11-22","user":"ann","x":""}"#.utf8.count
    return #"{"loggedDate":"2026-11-22","user":"ann","x":"\#(String(repeating: "x", count: bytes - rest))"}"#
  }

  static func row(_ bytes: Int) -> String {
    "2026-11-22," + String(repeating: "u", count: bytes - 11)
  }

  @Test(
    "take a record of just their size",
    arguments: ["", "\n", " \n\(report("b"))"], [60, 59])
  func fits(_ after: String, _ bytes: Int) throws {
    #expect(try outcomes(of: Self.long(bytes) + after, limits: Self.limits).first?.brief == "ann")
  }

  @Test(
    "cost a longer record alone, of which the beginning is kept",
    arguments: ["", "\n", "["], [61, 62, 100, 5000])
  func tooLarge(_ before: String, _ bytes: Int) throws {
    let text = before + Self.long(bytes) + (before == "[" ? "," : "\n") + report("b") + (before == "[" ? "]" : "")
    let line = before == "\n" ? 2 : 1
    let expected = [
      "✗ 1:\(line):\(before.utf8.count) \(bytes) bytes long, over the limit of 60; only its beginning is kept here"
        + " ‖{\"loggedDate\":\"2026-‖", "b",
    ]
    #expect(try outcomes(of: text, limits: Self.limits).map(\.brief) == expected)
    #expect(try outcomes(of: text.utf8.map { [$0] }, limits: Self.limits).map(\.brief) == expected)
  }

  @Test("cost a longer CSV row alone", arguments: ["\n", "\r\n"], [61, 100, 5000])
  func row(_ end: String, _ bytes: Int) throws {
    let text = Self.header + Self.row(bytes) + end + "2026-11-22,b\n"
    let line = bytes + end.utf8.count - 1
    let expected = [
      "✗ 1:2:16 \(line) bytes long, over the limit of 60; only its beginning is kept here ‖2026-11-22,uuuuuuuuu‖", "b",
    ]
    #expect(try outcomes(of: text, limits: Self.limits).map(\.brief) == expected)
    #expect(try outcomes(of: text.utf8.map { [$0] }, limits: Self.limits).map(\.brief) == expected)
  }

  @Test("take a CSV row of just their size")
  func rowFits() throws {
    #expect(try outcomes(of: "\(Self.header)\(Self.row(60))\n", limits: Self.limits).map(\.isRejected) == [false])
  }

  @Test("keep the beginning of text that is no record", arguments: [20, 21, 22, 300])
  func strayText(_ bytes: Int) throws {
    let stray = String(repeating: "s", count: bytes)
    let text = "\(report("a"))\n\(stray)\n\(report("b"))"
    let expected = [
      "a", "✗ 2:2:39 this is not part of a JSON object ‖\(String(repeating: "s", count: 20))‖", "b",
    ]
    #expect(try outcomes(of: text, limits: Self.limits).map(\.brief) == expected)
    #expect(try outcomes(of: text.utf8.map { [$0] }, limits: Self.limits).map(\.brief) == expected)
  }

  @Test("take a row whose quoted cell has a line end for unclosed where it is too long")
  func quotedRow() throws {
    let text =
      "\(Self.header)2026-11-22,\"\(String(repeating: "u", count: 30))\n\(String(repeating: "v", count: 30))\"\n"
    let found = try outcomes(of: text, limits: Self.limits)
    #expect(found.map(\.isRejected) == [true, true])
    #expect(try outcomes(of: text.utf8.map { [$0] }, limits: Self.limits) == found)
  }

  @Test("hold for an input of no format: one reject with its beginning")
  func noFormat() throws {
    let text = String(repeating: "no format at all\n", count: 20_000)
    #expect(
      try outcomes(of: text, limits: Self.limits).map(\.brief) == [
        "✗ 1:1:0 neither JSON nor a CSV header that names a column of an access-key report ‖no format at all\nno ‖"
      ])
  }

  @Test(
    "leave a large input on one line readable in one pass",
    arguments: [
      ("[", #"{"loggedDate":"2026-11-22","user":"ann"}"#, ",", "]\n"),
      ("", #"{"loggedDate":"2026-11-22","user":"ann"}"#, "", "\n"),
      ("", #"{"loggedDate":"2026-11-22","user":"ann"}"#, " ", ""),
      ("[", #"{"loggedDate":"2026-11-22","user":"ann"}"#, ",", "]" + String(repeating: " ", count: 300_000) + "\n"),
    ])
  func oneLine(_ before: String, _ record: String, _ between: String, _ after: String) throws {
    let text = before + Array(repeating: record, count: 20_000).joined(separator: between) + after
    let found = try outcomes(of: text)
    #expect(found.count == 20_000)
    #expect(found.filter { $0.isRejected }.isEmpty)
  }

  @Test("leave a large line of broken values readable in one pass")
  func brokenOnOneLine() throws {
    let text = String(repeating: #"{"a":1 "#, count: 100_000)
    let found = try outcomes(of: text)
    #expect(found.count == 100_000)
    #expect(found.filter { !$0.isRejected }.isEmpty)
  }
}
