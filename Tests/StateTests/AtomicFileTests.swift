import Foundation
import Support
import Testing

@testable import State

@Suite("An atomic file")
struct AtomicFileTests {
  @Test("replaces what was there, for its owner alone, when it is committed and not before")
  func commit() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", text: "old")
    let file = try AtomicFile(replacing: path)
    try file.write("new")
    try file.write(Array(" content".utf8))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try file.commit()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new content")
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test("leaves nothing where it is given up, or cannot take its name")
  func givenUp() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", text: "old")
    func begin() throws {
      let file = try AtomicFile(replacing: path)
      try file.write("new")
      throw CancellationError()
    }
    #expect(throws: CancellationError.self) { try begin() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
    try FileManager.default.createDirectory(atPath: "\(folder.path)/b/c", withIntermediateDirectories: true)
    #expect(throws: StateError.self) {
      let file = try AtomicFile(replacing: "\(folder.path)/b")
      try file.commit()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a", "b"])
  }

  @Test("names its path where its folder is not there")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: StateError.self) { try AtomicFile(replacing: "\(folder.path)/no/file").commit() }
    #expect(error?.description.contains("\(folder.path)/no/file") == true)
  }
}
