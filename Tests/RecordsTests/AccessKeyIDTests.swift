import Digest
import Testing

@testable import Records

@Suite("The id of an access key")
struct AccessKeyIDTests {
  static func sent(_ id: String, _ mode: AccessKeyIDs) throws -> String? {
    let text = #"{"loggedDate":"2026-11-22","user":"ann","AccessKeyId":"\#(id)"}"#
    return try columns(of: text, options: options(accessKeyIDs: mode))["AccessKeyId"] as? String
  }

  @Test(
    "is masked to its ends",
    arguments: [
      ("AKIAEXAMPLE00000ANN1", "AKIA...ANN1"), ("AKIA...ANN1", "AKIA...ANN1"), ("ASIAEXAMPLE000000BOB", "ASIA...0BOB"),
      ("AKIAEXAMPLE1", "AKIA...PLE1"), ("AKIAEXAMPLE", "AKI...PLE"), ("abc", "a...c"), ("ab", "..."), ("a", "..."),
      ("...", "..."), ("AKIAEXA...MPLE00ANN1", "AKIA...ANN1"), ("éééé", "é...é"), ("ééééé", "é...é"), ("🔑🔑🔑", "🔑...🔑"),
      ("🔑🔑", "..."), ("a🔑b", "a...b"), ("日本語日本語", "日...語"),
    ])
  func masked(_ id: String, _ sent: String) throws {
    #expect(try Self.sent(id, .masked) == sent)
  }

  @Test("goes out whole where that is asked for", arguments: ["AKIAEXAMPLE00000ANN1", "AKIA...ANN1", "é", "a"])
  func full(_ id: String) throws {
    #expect(try Self.sent(id, .full) == id)
  }

  // Fixtures/record_ids.py
  @Test(
    "is hashed as Python's hmac does it",
    arguments: [
      ("AKIAEXAMPLE00000ANN1", "AKIA-ok2pzg3plelj3o76l55jshjhfr"),
      ("ASIAEXAMPLE000000BOB", "ASIA-qbrzfwjpazpmqzq2f4bllqrxmi"),
      ("AKIA...ANN1", "AKIA...ANN1"),
    ])
  func hashed(_ id: String, _ sent: String) throws {
    #expect(try Self.sent(id, .hashed(Secret("not a real secret"))) == sent)
  }

  @Test("is hashed to text, also where it is no ASCII")
  func hashedUnicode() throws {
    #expect(try Self.sent("ééééé", .hashed(Secret("not a real secret")))?.hasPrefix("é-") == true)
  }

  @Test("is hashed to another text under another key, and to the same one each time")
  func hashedAgain() throws {
    let id = "AKIAEXAMPLE00000ANN1"
    let text = Array(repeating: #"{"loggedDate":"2026-11-22","AccessKeyId":"\#(id)"}"#, count: 3).joined()
    let found = try outcomes(of: text, options: options(accessKeyIDs: .hashed(Secret("another"))))
    let sent = try found.map { try $0.columns()["AccessKeyId"] as? String }
    #expect(Set(sent).count == 1)
    #expect(try sent.first != Self.sent(id, .hashed(Secret("not a real secret"))))
  }
}
