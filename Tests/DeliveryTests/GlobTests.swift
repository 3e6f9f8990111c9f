import Testing

@testable import Delivery

@Suite("Globs")
struct GlobTests {
  @Test(
    "match",
    arguments: [
      ("*.json", "a.json"), ("*.json", "x/y/a.json"), ("a?c", "abc"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"),
      ("x/*.json", "x/a.json"), ("**/a.json", "a.json"), ("**/a.json", "x/y/a.json"), ("x/**", "x/y/z"),
      ("x/**/z.csv", "x/z.csv"), ("x/**/z.csv", "x/1/2/z.csv"), ("2026-*", "2026-11-25.csv"), ("a*b*c", "a1b2b3c"),
      ("[", "["), ("ä*", "äö"),
    ])
  func matching(pattern: String, name: String) {
    #expect(Glob(pattern).matches(name))
  }

  @Test(
    "do not match",
    arguments: [
      ("*.json", "a.csv"), ("x/*.json", "x/y/a.json"), ("a?c", "a/c"), ("[a-c]x", "dx"), ("x/**/z.csv", "y/z.csv"),
      ("x/*", "x"), ("?", ""), ("a*b*c", "a1b2"), ("x/[!y]", "x/y"),
    ])
  func notMatching(pattern: String, name: String) {
    #expect(!Glob(pattern).matches(name))
  }

  @Test("take no longer for a pattern of many stars")
  func manyStars() {
    let pattern = String(repeating: "*a", count: 50) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 5000)))
  }
}
