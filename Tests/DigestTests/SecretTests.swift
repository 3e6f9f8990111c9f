import Digest
import Testing

@Suite("A secret")
struct SecretTests {
  struct Account {
    let name: String
    let key: Secret
    let older: [Secret?]
  }

  static let word = "hunter2-" + String(repeating: "k", count: 40)
  static let account = Account(name: "audit", key: Secret(word), older: [Secret(word), nil])

  static func dumped(_ value: some Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
  }

  @Test("gives its value only when asked")
  func reveals() {
    #expect(Secret(Self.word).reveal() == Self.word)
  }

  @Test(
    "prints as *** by itself",
    arguments: [
      "\(Secret(word))", String(describing: Secret(word)), String(reflecting: Secret(word)), Secret(word).description,
      Secret(word).debugDescription,
    ])
  func printsAsStars(text: String) {
    #expect(text == "***")
  }

  @Test(
    "is not seen in what holds it",
    arguments: [
      "\(account)", String(reflecting: account), dumped(account), dumped(Secret(word)), "\([Secret(word)])",
      "\(["key": Secret(word)])", "\(Optional(Secret(word)) as Any)",
      "\(Mirror(reflecting: account).children.map(\.value))",
    ])
  func isNotSeenInside(text: String) {
    #expect(!text.contains("hunter2"))
    #expect(text.contains("***"))
  }

  @Test("has no children to look at")
  func hasNoChildren() {
    #expect(Mirror(reflecting: Secret(Self.word)).children.isEmpty)
  }

  @Test("is equal to a secret of the same value only")
  func compares() {
    #expect(Secret("a") == Secret("a"))
    #expect(Secret("a") != Secret("b"))
  }
}
