import Foundation
import Support
import Synchronization
import Testing

@testable import State

/// A state folder of a test's own, with a clock that the test sets.
final class LedgerFixture: Sendable {
  let temporary: TemporaryFolder
  let folder: StateFolder
  private let seconds = Atomic<Int>(1_795_000_000)

  init() throws {
    temporary = try TemporaryFolder()
    folder = StateFolder(path: "\(temporary.path)/state")
  }

  var path: String { "\(folder.path)/ledger.sqlite" }

  var now: Int { seconds.load(ordering: .relaxed) }

  func pass(days: Int) {
    seconds.add(days * 86_400, ordering: .relaxed)
  }

  func open() throws -> Ledger {
    try Ledger(in: folder, now: { self.seconds.load(ordering: .relaxed) })
  }

  /// Uses the ledger and closes it: no statement is left open, and nothing but the ledger is left in the folder.
  func use<Value>(_ body: (Ledger, LedgerDestination) throws -> Value) throws -> Value {
    let ledger = try open()
    let value = try body(ledger, ledger.destination("dataCollector/w/Log"))
    try ledger.close()
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("ledger") }
    #expect(left == ["ledger.sqlite"])
    return value
  }

  /// Runs SQL with Python's library.
  func execute(_ sql: String) throws {
    let script = """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.executescript(sys.argv[2])
      database.close()
      """
    let result = try BuiltBinary.runTool("python3", ["-c", script, path, sql])
    try #require(result.status == 0, "\(result.stderr)")
  }
}

extension ObjectIdentity {
  static func sample(
    _ key: String = "keys/2026-11-24.json", eTag: String = "\"9b2c\"", size: Int64 = 1000
  ) -> ObjectIdentity {
    .s3(bucket: "audit", key: key, eTag: eTag, size: size, modified: 1_794_999_000)
  }
}

extension Resolution {
  static func of(_ object: ObjectIdentity, _ records: String, resume: Int? = nil, end: Int? = nil) -> Resolution {
    Resolution(
      object, records: RecordSpans(records) ?? RecordSpans(),
      resume: resume.map { ResumePoint(record: $0, line: $0, byteOffset: $0 * 100) },
      end: end.map { ObjectEnd(records: $0) })
  }
}
