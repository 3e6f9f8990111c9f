import Digest
import Testing

@testable import AzureMonitor

/// Expected signatures are those of Python's `hmac` and `hashlib` over the documented string to sign.
@Suite("The shared key")
struct SharedKeyTests {
  struct Case: Sendable {
    let key: String
    let bytes: Int
    let date: String
    let workspace: String
    let signature: String
  }

  static let cases = [
    Case(
      key: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==", bytes: 1024,
      date: "Mon, 04 Apr 2016 08:00:00 GMT", workspace: "5ce893d9-1111-4222-8333-444444444444",
      signature: "kQfMluP3yBFQzfwH0Ye5adOjNq2FCEIWGh0n4uEtCrg="),
    Case(
      key: "aw==", bytes: 2, date: "Wed, 25 Nov 2026 21:00:00 GMT", workspace: "00000000-0000-4000-8000-000000000000",
      signature: "tVZ/BUgxtxWjSpYkMGHeJsvOn+H97utOWJPIeZcwx1c="),
    Case(
      key: String(repeating: "/", count: 133) + "w==", bytes: 29_999_999, date: "Tue, 29 Feb 2028 23:59:59 GMT",
      workspace: "5ce893d9-1111-4222-8333-444444444444", signature: "R00w9JHd10QpEnNSF0IaeWGnA5kuU674nfjzNdBghBw="),
  ]

  @Test("signs as an independent program does", arguments: cases)
  func signature(_ given: Case) throws {
    let key = try SharedKey(workspaceID: given.workspace, key: Secret(given.key))
    #expect(
      key.authorization(bodyBytes: given.bytes, date: given.date).value
        == "SharedKey \(given.workspace):\(given.signature)")
  }

  @Test("takes a key with white space at its ends")
  func whiteSpace() throws {
    let given = Self.cases[0]
    let key = try SharedKey(workspaceID: given.workspace, key: Secret(" \(given.key)\r\n"))
    #expect(key.authorization(bodyBytes: given.bytes, date: given.date).value.hasSuffix(given.signature))
  }

  @Test("refuses a key that is no Base64", arguments: ["", " ", "a", "a b=", "ä===", "YQ"])
  func notBase64(_ key: String) {
    #expect(throws: SharedKey.NotBase64.self) { try SharedKey(workspaceID: "w", key: Secret(key)) }
  }
}
