import Foundation
import Support
import Testing

@Suite("Rejects")
struct RejectTests {
  @Test("keep the record as it came, its place and the reason; the rest is shipped")
  func reject() throws {
    let scene = try Scene()
    let bad = #"{"loggedDate":"25-06-2019","user":"bad"}"#
    let file = try scene.folder.write("keys.json", text: reports(2) + bad + "\n" + reports(2, from: 3))
    let run = try scene.ship(file)
    #expect(run.status == 65)
    #expect(try scene.stored("UserName_s") == ["user1", "user2", "user3", "user4"])
    let reject = try #require(try scene.rejects().first)
    #expect(reject["source"] == .string(file))
    #expect(reject["position"] == .object(["record": 3, "line": 3, "byte": .number(Double(reports(2).utf8.count))]))
    #expect(reject["record"] == .string(bad))
    #expect(reject["form"] == "input")
    #expect(reject["reason"]?.string?.hasPrefix("EventTime \"25-06-2019\" is no time") == true)
    #expect(run.errors.contains("shipped 4 records, rejected 1; the first: \(file) line 3"))
  }

  @Test("of a CSV carry its header and separator")
  func csv() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.csv", text: "loggedDate;user\r\n2026-11-24;a\r\n2026-11-24;b;c\r\n")
    #expect(try scene.ship(file).status == 65)
    let reject = try #require(try scene.rejects().first)
    #expect(reject["header"] == "loggedDate;user")
    #expect(reject["separator"] == ";")
    #expect(reject["record"] == "2026-11-24;b;c")
  }

  @Test("that are no UTF-8 are kept in Base64")
  func base64() throws {
    let scene = try Scene()
    let bytes = Data(#"{"loggedDate":"2026-11-24","user":""#.utf8) + Data([0xFF]) + Data(#""}"#.utf8)
    #expect(try scene.ship("-", stdin: bytes).status == 65)
    let reject = try #require(try scene.rejects().first)
    #expect(reject["recordBase64"]?.string.flatMap { Data(base64Encoded: $0) } == bytes)
    #expect(reject["record"] == nil)
  }

  @Test("end in 0 where they are allowed")
  func allowed() throws {
    let scene = try Scene()
    #expect(try scene.ship("-", "--allow-rejects", stdin: Data("{}".utf8)).status == 0)
    #expect(try scene.rejects().count == 1)
  }

  @Test("stop the run at rejects.maxBytes")
  func limit() throws {
    let scene = try Scene()
    let run = try scene.ship(
      "-", "--rejects-max-bytes", "1000", stdin: Data(String(repeating: "{}\n", count: 100).utf8))
    #expect(run.status == 74)
    #expect(run.errors.contains("rejects.maxBytes"))
  }

  @Test("a file that breaks off ships what came before and rejects the rest with its offset")
  func brokenOff() throws {
    let scene = try Scene()
    let run = try scene.ship("-", stdin: Data("[\(report("a")),\(report("b").dropLast(5))".utf8))
    #expect(run.status == 65)
    #expect(try scene.stored("UserName_s") == ["a"])
    #expect(try scene.rejects()[0]["position"]?["byte"] == .number(Double(report("a").utf8.count + 2)))
  }
}
