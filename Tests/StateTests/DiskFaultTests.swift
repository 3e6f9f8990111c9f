import Foundation
import Support
import Testing

@testable import State

@Suite("A disk that fails", .enabled(if: TinyDisk.isPossible, Comment(rawValue: TinyDisk.reason)))
struct DiskFaultTests {
  /// What a run was told is on disk.
  private struct Promised {
    var acknowledged = RecordSpans()
    var spooled: [String: RecordSpans] = [:]
    var rejectLines = 0
    var failures = 0
  }

  private static let body = [UInt8](repeating: UInt8(ascii: "x"), count: 3000)

  /// Does what a run does until the disk is full, and goes on a little to meet it more than once.
  private func run(in state: StateFolder, _ promised: inout Promised) throws {
    let lock = try StateLock.acquire(in: state, command: "logship ship")
    defer { withExtendedLifetime(lock) {} }
    let ledger = try Ledger(in: state)
    defer { try? ledger.close() }
    let destination = try ledger.destination("d")
    let spool = try Spool(in: state)
    let rejects = RejectFile(in: state, run: "run", maxBytes: 1 << 20)
    for step in 0..<200 where promised.failures < 3 {
      let records = RecordSpans(step * 10 + 1..<step * 10 + 11)
      do throws(StateError) {
        switch step % 3 {
        case 0:
          try ledger.acknowledge([Resolution(.sample(), records: records)], accepted: 10, for: destination)
          promised.acknowledged.insert(records)
        case 1:
          let header = SpoolHeader(destination: "d", records: 10, sources: records.description, created: 0)
          let file = try write(header, to: spool)
          try ledger.spool(file.name, [Resolution(.sample(), records: records)], for: destination)
          promised.spooled[file.name] = records
        default:
          try rejects.append(String(repeating: "r", count: 400))
          try rejects.sync()
          promised.rejectLines += 1
          try ledger.acknowledge([Resolution(.sample(), records: records)], accepted: 0, for: destination)
          promised.acknowledged.insert(records)
        }
      } catch {
        promised.failures += 1
        #expect(error.description.contains("Free some space"), "\(error)")
        #expect(error.path.hasPrefix(state.path))
      }
    }
  }

  private func write(_ header: SpoolHeader, to spool: Spool) throws(StateError) -> SpoolFile {
    do {
      return try Self.body.withUnsafeBytes { try spool.write(header, body: $0) }
    } catch let error as StateError { throw error } catch { fatalError("\(error)") }
  }

  @Test("because it is full keeps what it promised and nothing besides, wherever it filled", arguments: 1...60)
  func full(size: Int) throws {
    let disk = try TinyDisk(kilobytes: size * 8)
    let state = StateFolder(path: "\(disk.path)/state")
    var promised = Promised()
    do {
      try run(in: state, &promised)
    } catch let LockFailure.state(error) {
      #expect(error.description.contains("Free some space"))
    } catch let error as StateError {
      #expect(error.description.contains("Free some space"), "\(error)")
    }
    try #require(promised.failures > 0 || promised.acknowledged.isEmpty, "the disk was never full")
    try disk.resize(kilobytes: 8192)
    let ledger = try Ledger(in: state)
    let spool = try Spool(in: state)
    #expect(try FolderFile.list("\(state.path)/spool").allSatisfy { $0.name.hasSuffix(".batch") })
    let found = try ledger.reconcile(existing: spool.files.map(\.name))
    #expect(found.lost == [])
    #expect(Set(spool.files.map(\.name)) == Set(promised.spooled.keys).union(found.unknown))
    for file in spool.files {
      guard case .batch(let batch) = try spool.read(file, bodyLimit: 3000) else {
        Issue.record("\(file.name) is damaged")
        continue
      }
      #expect(Array(batch.body) == Self.body)
    }
    var expected = promised.acknowledged
    for records in promised.spooled.values { expected.insert(records) }
    let destination = try ledger.destination("d")
    #expect(try ledger.progress(of: .sample(), for: destination).resolved == expected)
    if promised.rejectLines > 0 {
      let lines = try String(contentsOfFile: "\(state.path)/rejects/run.ndjson", encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.last == "")
      #expect(lines.dropLast().allSatisfy { $0.utf8.count == 400 })
      #expect(lines.count - 1 >= promised.rejectLines)
    }
    try ledger.close()
  }

  @Test("because it is read-only says so, with its path and what to do")
  func readOnly() throws {
    let disk = try TinyDisk(kilobytes: 1024)
    let state = StateFolder(path: disk.path)
    try state.make()
    try disk.makeReadOnly(kilobytes: 1024)
    let lock = #expect(throws: LockFailure.self) { try StateLock.acquire(in: state, command: "c") }
    guard case .state(let lockError) = lock else {
      Issue.record("it is no fault of the disk: \(String(describing: lock))")
      return
    }
    let ledgerError = #expect(throws: StateError.self) { try Ledger(in: state) }
    let spool = try Spool(in: state)
    let spoolError = #expect(throws: StateError.self) {
      try write(SpoolHeader(destination: "d", records: 0, sources: "", created: 0), to: spool)
    }
    for error in [lockError, ledgerError, spoolError] {
      let words = error?.description ?? ""
      let folder = disk.path.replacing("//", with: "/")
      #expect(
        words.replacing("//", with: "/").contains(folder) && words.contains("Read-only") && words.contains("Make it"),
        "\(words)")
    }
  }

  @Test("because a ledger became read-only says so, and leaves it as it was")
  func readOnlyLedger() throws {
    let disk = try TinyDisk(kilobytes: 1024)
    let state = StateFolder(path: disk.path)
    let ledger = try Ledger(in: state)
    let destination = try ledger.destination("d")
    try ledger.acknowledge([.of(.sample(), "1-3", end: 3)], accepted: 3, for: destination)
    try ledger.close()
    try disk.makeReadOnly(kilobytes: 1024)
    let error = #expect(throws: StateError.self) {
      let ledger = try Ledger(in: state)
      let destination = try ledger.destination("d")
      try ledger.acknowledge([.of(.sample(), "4")], accepted: 1, for: destination)
    }
    #expect(error?.description.contains("\(disk.path)/ledger.sqlite") == true)
    #expect(error?.description.contains("ritable for this user") == true, "\(String(describing: error))")
  }
}
