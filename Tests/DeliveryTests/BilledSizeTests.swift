import Records
import Testing

@testable import Delivery

/// Expected are sums of `len(str(value).encode())` over what Python's json module reads, and 27 bytes a record.
@Suite("What is billed")
struct BilledSizeTests {
  private func estimate(_ records: [String]) -> Int {
    var body = Array("[".utf8)
    let entries = records.enumerated().map { number, record in
      let start = body.count
      body += Array(record.utf8) + Array(",".utf8)
      return Batch.Entry(
        start..<body.count - 1, source: 0, position: SourcePosition(record: number + 1, line: 1, byteOffset: 0))
    }
    return body.withUnsafeBytes { BilledSize.estimate(of: $0, records: entries) }
  }

  @Test(
    "are the values, without names, quotes, commas and braces",
    arguments: [
      ([], 0),
      ([#"{"UserName":"ana"}"#], 30),
      ([#"{"UserName":"ana","KeyAgeDays":243}"#], 33),
      ([#"{"UserName":"ana"}"#, #"{"UserName":"björn"}"#], 63),
      ([#"{"a":"","b":"x:y,z{}[]"}"#], 36),
      ([#"{"a":"2026-11-24T00:00:00Z","b":-1.5e9}"#], 53),
    ] as [([String], Int)])
  func values(records: [String], expected: Int) {
    #expect(estimate(records) == expected)
  }

  @Test(
    "count an escape as the character that it stands for",
    arguments: [
      (#"{"a":"say \"hi\""}"#, 35), (#"{"a":"a\\"}"#, 29), (#"{"a":"a\u0001b"}"#, 30),
    ] as [(String, Int)])
  func escapes(record: String, expected: Int) {
    #expect(estimate([record]) == expected)
  }

  @Test("are taken to be alike in all of a long body")
  func long() {
    let records = (0..<10_000).map { #"{"number":"\#(100_000 + $0)","name":"ana"}"# }
    // Nine bytes of each record are values: 9 * 10,000 and 27 * 10,000.
    let error = Double(estimate(records)) / 360_000 - 1
    #expect(abs(error) < 0.001)
  }

  @Test("are right where the second half of a body is unlike the first")
  func unlike() {
    let short = #"{"a":"x"}"#, long = "{\"a\":\"\(String(repeating: "y", count: 3000))\"}"
    let records = Array(repeating: short, count: 5000) + Array(repeating: long, count: 5000)
    // Values and standard columns: 5,000 * (1 + 27) and 5,000 * (3,000 + 27).
    let error = Double(estimate(records)) / 15_275_000 - 1
    #expect(abs(error) < 0.02)
  }

  @Test(
    "are no trap where a record ends within a text or an escape", arguments: [#"{"a":"b"#, #"{"a":"\"#, #"{"a":"\u00"#])
  func cutOff(record: String) {
    #expect(estimate([record]) <= record.utf8.count + 27)
  }
}
