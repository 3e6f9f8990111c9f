import Testing

@testable import Records

@Suite("An account")
struct AccountTests {
  @Test(
    "is twelve digits in a string, whatever it was",
    arguments: [
      (#""123456789012""#, "123456789012"), ("123456789012", "123456789012"), (#""000123456789""#, "000123456789"),
      ("123456789", "000123456789"), (#""123456789""#, "000123456789"), ("0", "000000000000"),
      (#""1""#, "000000000001"),
    ])
  func padded(_ value: String, _ account: String) throws {
    let text = #"{"loggedDate":"2026-11-22","user":"ann","account_number":\#(value)}"#
    #expect(try columns(of: text)["AccountId"] as? String == account)
  }

  @Test(
    "that cannot be one is a reject",
    arguments: [
      (#""1234567890123""#, "1234567890123"), ("1234567890123", "1234567890123"), (#""12345678901x""#, "12345678901x"),
      ("1.2e11", "1.2e11"), ("123456789012.0", "123456789012.0"), ("-1", "-1"), (#"" 123456789012""#, " 123456789012"),
      (#""1234-5678-9012""#, "1234-5678-9012"), ("true", "true"), (#""١٢٣""#, "١٢٣"),
      (#""1.23457E+11""#, "1.23457E+11"),
      (#""a\nb\u001b[31m""#, "a\u{FFFD}b\u{FFFD}[31m"),
    ])
  func refused(_ value: String, _ shown: String) throws {
    let text = #"{"loggedDate":"2026-11-22","user":"ann","account_number":\#(value)}"#
    #expect(try rejection(of: text) == .notAnAccount(value: shown))
  }

  @Test("is the same from CSV")
  func csv() throws {
    let columns = try columns(of: "loggedDate,user,account_number\n2026-11-22,ann,1234567890")
    #expect(columns["AccountId"] as? String == "001234567890")
  }
}
