import Testing

@testable import Records

@Suite("A sequence of JSON values")
struct JSONSequenceTests {
  static let record = #"{"loggedDate":"2026-11-22","user":"ann"}"#

  @Test(
    "gives the same two records in any layout",
    arguments: [
      "\(record)\n\(record)\n", "\(record)\(record)", "[\(record),\(record)]", "[\(record)][\(record)]",
      "[\n\(record),\n\(record)\n]", "\n\n \(record)\r\n\r\n\(record)",
    ])
  func layouts(_ text: String) throws {
    let mapped = Outcome.mapped(
      #"{"EventTime":"2026-11-22T00:00:00Z","UserName":"ann","RecordSource":"test","#
        + #""RecordId":"rrrqrjrb3pfgvl7jn524hdlvaku"}"#)
    #expect(try outcomes(of: text) == [mapped, mapped])
  }
}
