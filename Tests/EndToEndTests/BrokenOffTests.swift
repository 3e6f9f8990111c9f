import Foundation
import Support
import Testing

/// What is read again by a later run is neither rejected nor shipped by halves.
@Suite("An object whose reading breaks off")
struct BrokenOffTests {
  static let forms: [(name: String, text: String)] = [
    ("k/a.json", (1...9).map { report("user\($0)") + "\n" }.joined()),
    ("k/a.json", "[" + (1...9).map { report("user\($0)") }.joined(separator: ",\n") + "]"),
    ("k/a.csv", "loggedDate,user\n" + (1...9).map { "2026-11-24,user\($0)\n" }.joined()),
  ]

  @Test("is shipped up to its last whole record, rejects none, and is complete after the next run", arguments: 0..<3)
  func breaks(form: Int) throws {
    let (name, text) = Self.forms[form]
    // Within the user of a record of which a half looks whole.
    let cut = try #require(text.range(of: "user5")).upperBound
    var broken = object(text)
    broken.cutAfter = text[..<text.index(before: cut)].utf8.count
    let scene = try Scene()
    let page = listing(Listed(key: name, text: text))
    let server = try StandInServer(page, broken, .answer(403), page, object(text))
    let first = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect([66, 77].contains(first.status), "\(first.status): \(first.errors)")
    #expect(try first.report["recordsRejected"] == 0)
    #expect(try scene.users() == (1...4).map { "user\($0)" })
    let second = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(second.status == 0, "\(second.errors)")
    #expect(try scene.users() == (1...9).map { "user\($0)" })
  }

  @Test("is a file that was written to since it was opened, so that its last row waits for its end")
  func growing() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: stall"])
    let rows = (1...20_000).map { "2026-11-24,user\($0)\n" }.joined()
    let file = try scene.folder.write("keys.csv", text: "loggedDate,user\n\(rows)")
    try scene.age(file, hours: 48)
    let run = try scene.start(
      [file, "--batch-max-bytes", "100000", "--batch-max-in-flight", "1", "--timeouts-stall", "2s"])
    try eventually { try scene.workspace.requests().count == 1 }
    try scene.append("2026-11-24,half", to: file)
    let ended = try run.end()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(Set(try scene.users()).count == 20_000)
    try scene.append("way\n", to: file)
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users().filter { $0.hasPrefix("half") } == ["halfway"])
  }
}
