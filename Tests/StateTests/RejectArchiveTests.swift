import Foundation
import Support
import Testing

@testable import State

@Suite("The reject files of all runs")
struct RejectArchiveTests {
  private func fill(_ folder: TemporaryFolder) throws {
    for (name, age) in [("a.ndjson", 91.0), ("b.ndjson", 89), ("notes.txt", 500), ("c.ndjson", 500)] {
      let path = try folder.write("rejects/\(name)", text: "{}\n")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_795_000_000 - age * 86_400)], ofItemAtPath: path)
    }
  }

  @Test("are cleared when they are old, and nothing else is")
  func clearing() throws {
    let folder = try TemporaryFolder()
    try fill(folder)
    let archive = RejectArchive(in: StateFolder(path: folder.path))
    let cleared = try archive.clear(olderThan: 90, now: 1_795_000_000)
    #expect(cleared.files == 2)
    #expect(cleared.bytes == 6)
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/rejects")
    #expect(left.sorted() == ["b.ndjson", "notes.txt"])
  }

  @Test("are counted, with the age of the oldest")
  func summary() throws {
    let folder = try TemporaryFolder()
    let archive = RejectArchive(in: StateFolder(path: folder.path))
    #expect(try archive.summary() == RejectArchive.Summary())
    try fill(folder)
    let summary = try archive.summary()
    #expect(summary.files == 3)
    #expect(summary.bytes == 9)
    #expect(summary.oldest == 1_795_000_000 - 500 * 86_400)
  }
}
