import Foundation
import Support
import Testing

@testable import State

@Suite("The reject file")
struct RejectFileTests {
  @Test("is made with the first line, for its owner alone")
  func permissions() throws {
    let folder = try TemporaryFolder()
    let file = RejectFile(in: StateFolder(path: "\(folder.path)/a/b"), run: "run", maxBytes: 1000)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/a"))
    try file.append("{}")
    try file.close()
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "{}\n")
    for (path, mode) in [(file.path, 0o600), ("\(folder.path)/a/b/rejects", 0o700), ("\(folder.path)/a/b", 0o700)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
    }
  }

  @Test("takes no line over its limit, and keeps those before")
  func limit() throws {
    let folder = try TemporaryFolder()
    let file = RejectFile(in: StateFolder(path: folder.path), run: "run", maxBytes: 10)
    try file.append("12345")
    #expect(throws: StateError.self) { try file.append("67890") }
    try file.close()
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "12345\n")
  }

  @Test("says what is in the way where its folder cannot be made")
  func notAFolder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("state", text: "a file")
    let file = RejectFile(in: StateFolder(path: path), run: "run", maxBytes: 10)
    let error = #expect(throws: StateError.self) { try file.append("1") }
    #expect(error?.description.contains(path) == true)
    #expect(error?.description.contains("Not a directory") == true)
  }

  @Test("does not follow a link in its place, which could lead it elsewhere")
  func link() throws {
    let folder = try TemporaryFolder()
    let elsewhere = try folder.write("elsewhere", text: "")
    _ = try StateFolder(path: folder.path).folder("rejects")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/rejects/run.ndjson", withDestinationPath: elsewhere)
    let file = RejectFile(in: StateFolder(path: folder.path), run: "run", maxBytes: 10)
    #expect(throws: StateError.self) { try file.append("1") }
    #expect(try String(contentsOfFile: elsewhere, encoding: .utf8) == "")
  }
}
