import Testing

@testable import Delivery

/// Expected are sums of `len(str(value).encode())` over what Python's json module reads, and 27 bytes a record.
@Suite("What is billed")
struct BilledSizeTests {
  private func estimate(_ body: String, records: Int) -> Int {
    Array(body.utf8).withUnsafeBytes { BilledSize.estimate(of: $0, records: records) }
  }

  @Test(
    "are the values, without names, quotes, commas and braces",
    arguments: [
      (#"[]"#, 0, 0),
      (#"[{"UserName":"ana"}]"#, 1, 30),
      (#"[{"UserName":"ana","KeyAgeDays":243}]"#, 1, 33),
      (#"[{"UserName":"ana"},{"UserName":"björn"}]"#, 2, 63),
      (#"[{"a":"","b":"x:y,z{}[]"}]"#, 1, 36),
      (#"[{"a":"2026-11-24T00:00:00Z","b":-1.5e9}]"#, 1, 53),
    ] as [(String, Int, Int)])
  func values(body: String, records: Int, expected: Int) {
    #expect(estimate(body, records: records) == expected)
  }

  @Test(
    "count an escape as the character that it stands for",
    arguments: [
      (#"[{"a":"say \"hi\""}]"#, 35), (#"[{"a":"a\\"}]"#, 29), (#"[{"a":"a\u0001b"}]"#, 30),
    ] as [(String, Int)])
  func escapes(body: String, expected: Int) {
    #expect(estimate(body, records: 1) == expected)
  }

  @Test("are taken to be alike in all of a long body")
  func long() {
    let records = (0..<10_000).map { #"{"number":"\#(100_000 + $0)","name":"ana"}"# }
    let body = "[" + records.joined(separator: ",") + "]"
    // Nine bytes of each record are values: 9 * 10,000 and 27 * 10,000.
    let error = Double(estimate(body, records: 10_000)) / 360_000 - 1
    #expect(abs(error) < 0.001)
  }

  @Test(
    "are no trap where the body ends within a text or an escape",
    arguments: [#"[{"a":"b"#, #"[{"a":"\"#, #"[{"a":"\u00"#])
  func cutOff(body: String) {
    #expect(estimate(body, records: 0) <= body.utf8.count)
  }
}
