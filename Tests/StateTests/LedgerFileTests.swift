import Foundation
import Support
import Testing

@testable import State

@Suite("The ledger, for local files")
struct LedgerFileTests {
  private func file(
    _ content: String, path: String = "/logs/a.ndjson", inode: UInt64 = 7, device: UInt64 = 1, modified: Int64 = 10,
    grows: Bool = true
  ) -> LocalFile {
    LocalFile(
      path: path, device: device, inode: inode, size: Int64(content.utf8.count), modified: modified,
      beginning: Array(content.utf8.prefix(FileFingerprint.mostBytes)), grows: grows)
  }

  /// Ships a file of three records to its end.
  private func ship(
    _ file: LocalFile, in fixture: LedgerFixture, isLastCutOff: Bool = false
  ) throws {
    try fixture.use { ledger, destination in
      let known = try ledger.recognise(file, for: destination)
      #expect(known.progress == ObjectProgress())
      let resolution = Resolution(
        known.identity, records: RecordSpans(1..<4), resume: ResumePoint(record: 3, line: 3, byteOffset: 8),
        end: ObjectEnd(records: 3, isLastCutOff: isLastCutOff))
      try ledger.acknowledge([resolution], accepted: 3, for: destination)
    }
  }

  private let three = "{1}\n{2}\n{3}\n"

  @Test("looks at one as stat does")
  func look() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", text: three)
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let file = try #require(LocalFile.look(at: descriptor, path: path) { _ in true })
    let stat = try BuiltBinary.runTool("stat", ["-c", "%d:%i %s %.9Y", path])
    let seconds = String(file.modified / 1_000_000_000)
    let nanoseconds = String(file.modified % 1_000_000_000 + 1_000_000_000).dropFirst()
    #expect("\(file.key) \(file.size) \(seconds).\(nanoseconds)\n" == stat.stdout)
    #expect(file.beginning == Array(three.utf8))
    #expect(lseek(descriptor, 0, SEEK_CUR) == 0)
    let device = open("/dev/null", O_RDONLY)
    defer { close(device) }
    #expect(LocalFile.look(at: device, path: "/dev/null") { _ in true } == nil)
  }

  @Test("takes a time that nanoseconds cannot tell for the last one that they can")
  func lateTime() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", text: three)
    try #require(try BuiltBinary.runTool("touch", ["-d", "2300-01-01", path]).status == 0)
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    let file = try #require(LocalFile.look(at: descriptor, path: path) { _ in true })
    #expect(file.modified == .max)
  }

  @Test("finishes one that did not change")
  func unchanged() throws {
    let fixture = try LedgerFixture()
    try ship(file(three), in: fixture)
    try fixture.use { ledger, destination in
      let known = try ledger.recognise(file(three), for: destination)
      #expect(known.progress.isFinished)
    }
  }

  @Test("continues one that grew, under its new name too", arguments: ["/logs/a.ndjson", "/logs/a.ndjson.1"])
  func grown(path: String) throws {
    let fixture = try LedgerFixture()
    try ship(file(three), in: fixture)
    let grown = file(three + "{4}\n", path: path, modified: 20)
    try fixture.use { ledger, destination in
      let known = try ledger.recognise(grown, for: destination)
      #expect(known.progress.resolved == RecordSpans("1-3"))
      #expect(known.progress.resume == ResumePoint(record: 3, line: 3, byteOffset: 8))
      #expect(known.progress.end == nil)
      try ledger.acknowledge(
        [Resolution(known.identity, records: RecordSpans(4..<5), end: ObjectEnd(records: 4))], accepted: 1,
        for: destination)
    }
    try fixture.use { ledger, destination in
      let known = try ledger.recognise(grown, for: destination)
      #expect(known.progress.isFinished)
      #expect(known.progress.resolved == RecordSpans("1-4"))
    }
  }

  @Test("continues one that grew by the smallest steps past the bytes that tell it from others")
  func fingerprintGrows() throws {
    let fixture = try LedgerFixture()
    let long = String(repeating: "0123456789abcde\n", count: 5000)
    try fixture.use { ledger, destination in
      for (step, length) in [10, 11, 4000, 65_536, 65_537, 80_000].enumerated() {
        let known = try ledger.recognise(
          file(String(long.prefix(length)), modified: Int64(step)), for: destination)
        #expect(known.progress.resolved.count == step, "at \(length) bytes")
        try ledger.acknowledge(
          [Resolution(known.identity, records: RecordSpans(step + 1..<step + 2))], accepted: 1, for: destination)
      }
      // What it was told from others by has grown with it.
      let other = String(long.prefix(1000)) + String(repeating: "x", count: 100_000)
      let stranger = try ledger.recognise(file(other, modified: 99), for: destination)
      #expect(stranger.progress == ObjectProgress())
    }
  }

  @Test("opens the last record of one again that was cut off, once it grew")
  func cutOff() throws {
    let fixture = try LedgerFixture()
    try ship(file("{1}\n{2}\n{3"), in: fixture, isLastCutOff: true)
    try fixture.use { ledger, destination in
      let same = try ledger.recognise(file("{1}\n{2}\n{3"), for: destination)
      #expect(same.progress.isFinished)
      let grown = try ledger.recognise(file(three, modified: 20), for: destination)
      #expect(grown.progress.resolved == RecordSpans("1-2"))
      #expect(grown.progress.resume == ResumePoint(record: 3, line: 3, byteOffset: 8))
    }
  }

  @Test("opens the last record of one again that was cut off, also where it lies in the spool")
  func cutOffInTheSpool() throws {
    let fixture = try LedgerFixture()
    let grown = file(three, modified: 20)
    try fixture.use { ledger, destination in
      let cut = try ledger.recognise(file("{1}\n{2}\n{3"), for: destination)
      try ledger.acknowledge(
        [Resolution(cut.identity, records: RecordSpans(1..<2))], accepted: 1, for: destination)
      let rest = Resolution(
        cut.identity, records: RecordSpans(2..<4), resume: ResumePoint(record: 3, line: 3, byteOffset: 8),
        end: ObjectEnd(records: 3, isLastCutOff: true))
      try ledger.spool("f1", [rest], for: destination)
      let known = try ledger.recognise(grown, for: destination)
      #expect(known.progress.resolved == RecordSpans("1-2"))
      #expect(known.progress.resume == ResumePoint(record: 3, line: 3, byteOffset: 8))
    }
    try fixture.use { ledger, destination in
      // That the part is accepted says nothing of the whole.
      try ledger.spoolSettled("f1")
      let known = try ledger.recognise(grown, for: destination)
      #expect(known.progress.resolved == RecordSpans("1-2"))
      #expect(!known.progress.isFinished)
    }
  }

  @Test("begins one anew that is not what it was with something appended")
  func anew() throws {
    let cases: [(String, LocalFile)] = [
      ("truncated", file("{1}\n", modified: 20)),
      ("rewritten with another beginning", file("{9}\n{2}\n{3}\n{4}\n", modified: 20)),
      ("rewritten in the same size", file(three, modified: 20)),
      ("another inode", file(three, inode: 8)),
      ("another device", file(three, device: 2)),
    ]
    for (name, changed) in cases {
      let fixture = try LedgerFixture()
      try ship(file(three), in: fixture)
      try fixture.use { ledger, destination in
        let known = try ledger.recognise(changed, for: destination)
        #expect(known.progress == ObjectProgress(), "\(name)")
        try ledger.acknowledge([Resolution(known.identity, records: RecordSpans(1..<2))], accepted: 1, for: destination)
      }
      try fixture.use { ledger, destination in
        let known = try ledger.recognise(changed, for: destination)
        #expect(known.progress.resolved == RecordSpans("1"), "\(name)")
      }
    }
  }

  @Test("never continues a file behind its end, whatever its beginning says")
  func shorterThanResumePoint() throws {
    let fixture = try LedgerFixture()
    let beginning = String(repeating: "a", count: 70_000)
    try fixture.use { ledger, destination in
      let known = try ledger.recognise(file(beginning), for: destination)
      // It grew while it was read.
      let point = ResumePoint(record: 1, line: 1, byteOffset: 75_000)
      try ledger.acknowledge(
        [Resolution(known.identity, records: RecordSpans(1..<2), resume: point)], accepted: 1, for: destination)
      let shorter = try ledger.recognise(file(beginning + "bbbb", modified: 20), for: destination)
      #expect(shorter.progress == ObjectProgress())
    }
  }

  @Test("knows two files that changed names with each other")
  func rotation() throws {
    let fixture = try LedgerFixture()
    try ship(file("{a}\n{2}\n{3}\n", path: "/logs/a", inode: 1), in: fixture)
    try ship(file("{b}\n{2}\n{3}\n", path: "/logs/b", inode: 2), in: fixture)
    try fixture.use { ledger, destination in
      let first = try ledger.recognise(file("{a}\n{2}\n{3}\n", path: "/logs/b", inode: 1), for: destination)
      let second = try ledger.recognise(file("{b}\n{2}\n{3}\n", path: "/logs/a", inode: 2), for: destination)
      #expect(first.progress.isFinished)
      #expect(second.progress.isFinished)
    }
  }

  @Test("takes a file that cannot be continued for whole or new")
  func whole() throws {
    let fixture = try LedgerFixture()
    try ship(file("[1,2,3]", grows: false), in: fixture)
    try fixture.use { ledger, destination in
      let same = try ledger.recognise(file("[1,2,3]", path: "/other", grows: false), for: destination)
      #expect(same.progress.isFinished)
      for changed in [
        file("[1,2,3]", modified: 11, grows: false), file("[1,2,3] ", grows: false), file("[1,2,4]", grows: false),
        file("[1,2,3]", grows: true),
      ] {
        let known = try ledger.recognise(changed, for: destination)
        #expect(known.progress == ObjectProgress())
      }
    }
  }
}
