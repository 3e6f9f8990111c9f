import Foundation
import Support
import Testing

@Suite("logship status")
struct StatusTests {
  @Test("needs no workspace and no state folder: 0")
  func nothing() throws {
    let folder = try TemporaryFolder()
    let run = try BuiltBinary.run(["status", "--state", "\(folder.path)/state"])
    #expect(run.status == 0 && run.stderr == "")
    #expect(run.stdout == "no state folder yet at \(folder.path)/state: nothing was shipped from here\n")
    let json = try BuiltBinary.run(["status", "--json", "--state", "\(folder.path)/state"])
    let status = try JSONDecoder().decode([String: JSONValue].self, from: Data(json.stdout.utf8))
    #expect(status["exists"] == false && status["runs"] == .array([]))
  }

  @Test("over a damaged ledger: 74 with its path and what to do")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let ledger = try folder.write("ledger.sqlite", text: String(repeating: "junk ", count: 1_000))
    let run = try BuiltBinary.run(["status", "--state", folder.path])
    #expect(run.status == 74 && run.stdout == "")
    #expect(run.stderr.contains(ledger) && run.stderr.contains("Move ledger.sqlite"))
  }

  @Test("over a state path that is a file: 74")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("state", text: "")
    let run = try BuiltBinary.run(["status", "--state", path])
    #expect(run.status == 74 && run.stderr.contains(path))
  }
}
