import Foundation
import Support
import Testing

@Suite("Growing files")
struct GrowingFileTests {
  @Test(
    "are continued where they ended",
    arguments: [("keys.ndjson", ""), ("keys.csv", "loggedDate,user\n")])
  func continued(name: String, header: String) throws {
    let scene = try Scene()
    func line(_ user: String) -> String { header.isEmpty ? report(user) + "\n" : "2026-11-24,\(user)\n" }
    let file = try scene.folder.write(name, text: header + line("a") + line("b"))
    #expect(try scene.ship(file).status == 0)
    try scene.append(line("c") + line("d"), to: file)
    let second = try scene.ship(file)
    #expect(second.status == 0, "\(second.errors)")
    // From the beginning of the last record that is known.
    #expect(try second.report["bytesRead"] == .number(Double((line("b") + line("c") + line("d")).utf8.count)))
    #expect(try scene.stored("UserName_s") == ["a", "b", "c", "d"])
    #expect(try scene.ship(file).report["recordsRead"] == 0)
  }

  @Test("are read from their beginning where they were left in an array, and each record is sent once")
  func leftInArray() throws {
    // The first record makes the file one that could be continued; the run is broken off in the array behind it.
    let scene = try Scene(workspace: ["--fault", "requests=4: 503"])
    let elements = (1...8).map { report("in\($0)") }.joined(separator: ",")
    let file = try scene.folder.write("keys.json", text: "\(report("first"))\n[\(elements)]\n")
    let broken = try scene.run(["ship", file, "--retry-budget", "0s", "--spool-max-bytes", "1"] + Scene.oneEach)
    #expect(broken.status == 75, "\(broken.errors)")
    let again = try scene.ship(file)
    #expect(again.status == 0, "\(again.errors)")
    let all = ["first"] + (1...8).map { "in\($0)" }
    #expect(try scene.users().sorted() == all.sorted())

    try scene.append(report("last") + "\n", to: file)
    let grown = try scene.ship(file)
    #expect(grown.status == 0, "\(grown.errors)")
    #expect(try scene.users().sorted() == (all + ["last"]).sorted())
  }

  @Test("that break off in an array lose no record of it once they grow")
  func brokenArray() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: "\(report("first"))\n[\(report("a")),")
    _ = try scene.ship(file)
    try scene.append("\(report("b")),\(report("c"))]\n", to: file)
    let grown = try scene.ship(file)
    #expect(grown.status == 0, "\(grown.errors)")
    #expect(try scene.users().sorted() == ["a", "b", "c", "first"])
  }

  @Test("are left in the middle of a quoted cell until it is closed", arguments: ["b\nx", "b\n"])
  func openQuote(_ beginning: String) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.csv", text: "loggedDate,user\n2026-11-24,a\n2026-11-24,\"\(beginning)")
    let first = try scene.ship(file)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try first.report["skipped"]?["waitingForTheirEnd"] == 1)
    try scene.append("y\"\n2026-11-24,c\n", to: file)
    let grown = try scene.ship(file)
    #expect(grown.status == 0, "\(grown.errors)")
    #expect(try scene.users() == ["a", beginning + "y", "c"])
  }

  @Test("name the line of a later reject as it lies in the whole file")
  func positions() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(2))
    #expect(try scene.ship(file).status == 0)
    try scene.append("{}\n", to: file)
    #expect(try scene.ship(file).status == 65)
    #expect(
      try scene.rejects()[0]["position"]
        == .object(["record": 3, "line": 3, "byte": .number(Double(reports(2).utf8.count))]))
  }

  @Test(
    "that were changed just now keep an unfinished last line for its end",
    arguments: [("keys.ndjson", "", report("c")), ("keys.csv", "loggedDate,user\n", "2026-11-24,c")])
  func waits(name: String, header: String, last: String) throws {
    let scene = try Scene()
    let line = header.isEmpty ? report("a") : "2026-11-24,a"
    let file = try scene.folder.write(name, text: "\(header)\(line)\n\(last.dropLast(1))")
    let first = try scene.ship(file)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try first.report["skipped"] == .object(["waitingForTheirEnd": 1]))
    #expect(try scene.users() == ["a"])
    try scene.append("\(last.suffix(1))\n", to: file)
    let second = try scene.ship(file)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try scene.users() == ["a", "c"])
  }

  @Test("that nobody has changed for long end in a reject where their last line is unfinished")
  func old() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: report("a") + "\n" + report("b").dropLast(3))
    try scene.age(file, hours: 2)
    #expect(try scene.ship(file).status == 65)
    #expect(try scene.rejects().count == 1)
    #expect(try scene.users() == ["a"])
    #expect(try scene.ship(file).status == 0)
  }

  @Test("are known under the name to which they were rotated")
  func rotated() throws {
    let scene = try Scene()
    let file = try scene.folder.write("in/keys.json", text: reports(2))
    let source = "\(scene.folder.path)/in"
    #expect(try scene.ship(source).status == 0)
    try scene.append(report("user3") + "\n", to: file)
    try FileManager.default.moveItem(atPath: file, toPath: "\(source)/keys.1.json")
    _ = try scene.folder.write("in/keys.json", text: report("new") + "\n")
    let second = try scene.ship(source)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try scene.users() == ["new", "user1", "user2", "user3"])
  }

  @Test("that were cut begin anew")
  func truncated() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(3))
    #expect(try scene.ship(file).status == 0)
    // In place, as `: > keys.json` and a restart of the writer do it.
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data((report("new") + "\n").utf8))
    try handle.close()
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["new", "user1", "user2", "user3"])
  }

  @Test("that were written anew in place, longer than before, begin anew")
  func rewritten() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(2))
    #expect(try scene.ship(file).status == 0)
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(reports(4, from: 11).utf8))
    try handle.close()
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["user1", "user11", "user12", "user13", "user14", "user2"])
  }

  @Test("that are arrays or packed are shipped whole where they changed", arguments: [false, true])
  func whole(isPacked: Bool) throws {
    let scene = try Scene()
    func write(_ users: [String]) throws -> String {
      let text = "[\(users.map { report($0) }.joined(separator: ","))]"
      let file = try scene.folder.write("keys.json", text: text)
      guard isPacked else { return file }
      _ = try BuiltBinary.runTool("gzip", ["-f", file])
      return "\(file).gz"
    }
    let file = try write(["a"])
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.ship(file).report["recordsRead"] == 0)
    _ = try write(["a", "b"])
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["a", "a", "b"])
  }
}
