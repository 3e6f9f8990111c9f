import Testing

@testable import Records

@Suite("Numbers that no 64 bits hold")
struct LongNumberTests {
  @Test(
    "cost a record nothing in a field that is left out",
    arguments: [
      "12345678901234567890123", "-12345678901234567890123", "1e400", "18446744073709551616", "1E-400", "1.5e+999",
    ])
  func leftOut(_ number: String) throws {
    for text in [
      #"{"loggedDate":"2026-11-22","user":"a\"1e400","x":\#(number)}"#,
      #"{"x":{"y":[\#(number), \#(number) ]},"loggedDate":"2026-11-22","user":"a\"1e400"}"#,
    ] {
      #expect(try outcomes(of: text).map(\.brief) == [#"a"1e400"#])
    }
  }

  @Test("are kept as their text")
  func kept() throws {
    let text = #"{"loggedDate":"2026-11-22","user":"a","x":12345678901234567890123}"#
    let found = try outcomes(of: text, options: options(keepsUnknownFields: true))
    #expect("\(found)".contains(#""x":"12345678901234567890123""#))
  }

  @Test(
    "are told from what is no number",
    arguments: ["01e400", "1e", "1.e400", "--1e400", "1e400x", "123456789012345678901234."])
  func noNumber(_ text: String) throws {
    let found = try outcomes(of: #"{"loggedDate":"2026-11-22","user":"a","x":\#(text)}"#)
    #expect(found.count == 1)
    #expect(found[0].isRejected)
  }
}
