import Testing

@testable import Records

@Suite("Nesting")
struct NestingTests {
  /// A report of ann with an unknown field; `levels` counts the report's own brace.
  static func nested(_ levels: Int, open: String = "[", close: String = "]") -> String {
    let inside = String(repeating: open, count: levels - 1) + "1" + String(repeating: close, count: levels - 1)
    return #"{"loggedDate":"2026-11-22","user":"ann","x":\#(inside)}"#
  }

  @Test("of arrays is taken up to 1,023 levels", arguments: [2, 200, 1023])
  func arrays(_ levels: Int) throws {
    #expect(try outcomes(of: "\(Self.nested(levels))\n\(report("bob"))").map(\.brief) == ["ann", "bob"])
  }

  @Test("of objects is taken", arguments: [2, 200, 1000])
  func objects(_ levels: Int) throws {
    let text = Self.nested(levels, open: #"{"x":"#, close: "}")
    #expect(try outcomes(of: "\(text)\n\(report("bob"))").map(\.brief) == ["ann", "bob"])
  }

  @Test("that is deeper costs its record alone", arguments: [1024, 1025, 5000], ["\n", ""])
  func tooDeep(_ levels: Int, _ between: String) throws {
    let deep = Self.nested(levels)
    #expect(
      try outcomes(of: deep + between + report("bob")).map(\.brief) == [
        "✗ 1:1:0 nested over 1,023 levels deep ‖\(deep)‖", "bob",
      ])
  }

  @Test("that is never closed costs a line each, and not the time to read the rest for each")
  func neverClosed() throws {
    let text = String(repeating: "{\"a\":[\n", count: 20_000)
    let found = try outcomes(of: text + report("bob"))
    #expect(found.count == 20_001)
    #expect(found.last?.brief == "bob")
  }

  @Test("that is never closed on one line is one reject")
  func neverClosedOnOneLine() throws {
    let text = String(repeating: "[", count: 2_000_000)
    #expect(try outcomes(of: text).filter(\.isRejected).count == 1)
  }
}
