import Digest
import Testing

@testable import Transport

/// What a server repeats of a request; the encoded forms are Python's (`urllib.parse.quote`, `quote_plus`, `json.dumps`).
@Suite("A secret in a text from outside") struct WithholdingTests {
  private static let secret = Secret("a+/=\"\\ %2é")

  @Test(
    "is not shown, however it is written",
    arguments: [
      "a+/=\"\\ %2é", "a%2B%2F%3D%22%5C%20%252%C3%A9", "a%2b%2f%3d%22%5c%20%252%c3%a9", "a%2B/%3D%22%5C%20%252%C3%A9",
      "a%2B%2F%3D%22%5C+%252%C3%A9", #"a+/=\"\\ %2é"#, #"a+\/=\"\\ %2é"#, #"\u0061\u002b/\u003d\"\\ \u00252é"#,
    ])
  func hidden(_ written: String) {
    #expect("no: \(written), \(written)\u{301}.".withholding(Self.secret) == "no: ***, ***\u{301}.")
  }

  @Test("leaves what is like it as it is", arguments: ["", "a+/=", "a%2", "a%2B%", #"a+\u00"#, "a+\\", "%%61\\"])
  func left(_ text: String) {
    #expect(text.withholding(Self.secret) == text)
  }

  @Test("is hidden whole where a shorter one is a part of it")
  func longerFirst() {
    #expect("x abcdef abc".withholding([Secret("abc"), Secret(""), Secret("abcdef")]) == "x *** ***")
  }
}
