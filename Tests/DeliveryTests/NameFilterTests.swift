import Testing

@testable import Delivery

@Suite("Names of files and objects")
struct NameFilterTests {
  @Test(
    "that are read",
    arguments: ["a.json", "a.ndjson", "a.jsonl", "a.csv", "a.json.gz", "a.NDJSON.GZ", "x/y/2019-06-25.csv", "a.b.csv"])
  func read(_ name: String) {
    #expect(NameFilter().admits(name, allowsNoExtension: false))
  }

  @Test(
    "that are not",
    arguments: ["a.txt", "a.gz", ".a.json", "x/.y/a.json", "a.json~", "#a.json#", "~a.json", "a.json.tmp", "a"])
  func passedOver(_ name: String) {
    #expect(!NameFilter().admits(name, allowsNoExtension: false))
  }

  @Test("without an extension are read where Firehose may have written them")
  func noExtension() {
    #expect(NameFilter().admits("2026/11/25/stream-1-2026-11-25-21-00-00-abc", allowsNoExtension: true))
    #expect(!NameFilter().admits("2026/11/25/readme.txt", allowsNoExtension: true))
  }

  @Test("of folders that are only dots are no hidden ones: in a bucket they are names as any other")
  func dots() {
    #expect(NameFilter().admits("../a.json", allowsNoExtension: true))
    #expect(!NameFilter().admits(".../.a.json", allowsNoExtension: true))
  }

  @Test("are chosen by include in place of the endings, and exclude wins")
  func globs() {
    let filter = NameFilter(include: ["*.log"], exclude: ["old/**"])
    #expect(filter.admits("a.log", allowsNoExtension: false))
    #expect(!filter.admits("a.json", allowsNoExtension: false))
    #expect(!filter.admits("old/a.log", allowsNoExtension: false))
  }
}
