import Foundation
import State
import Support

/// A state folder of a test's own, filled as runs would fill it.
struct StateFixture {
  /// In UTC 2026-11-25T03:00:02Z.
  static let now = 1_795_575_602
  static let key = "dataCollector/01234567-89ab-cdef-0123-456789abcdef/AWS_Access_Key_Report"

  let temporary: TemporaryFolder
  let folder: StateFolder

  init() throws {
    temporary = try TemporaryFolder()
    folder = StateFolder(path: "\(temporary.path)/state")
  }

  /// Uses the ledger and closes it, at so many seconds after `now`.
  func ledger<Value>(after seconds: Int = 0, _ body: (Ledger) throws -> Value) throws -> Value {
    let ledger = try Ledger(in: folder, now: { Self.now + seconds })
    let value = try body(ledger)
    try ledger.close()
    return value
  }

  /// A run with a report, over objects of ten records each.
  func ship(_ name: String, objects: Int, open: Int, to key: String = key) throws {
    try ledger { ledger in
      let run = try ledger.begin(run: name)
      let destination = try ledger.destination(key)
      for number in 1...(objects + open) {
        let object = ObjectIdentity.s3(
          bucket: "audit", key: "keys/\(number).json", eTag: "\"\(number)\"", size: 1_000, modified: Int64(Self.now))
        let records = RecordSpans("1-10") ?? RecordSpans()
        try ledger.acknowledge(
          [Resolution(object, records: records, end: ObjectEnd(records: number > objects ? 11 : 10))], accepted: 10,
          for: destination)
      }
      try ledger.finish(
        run, exitCode: 0,
        counts: #"{"recordsShipped": \#((objects + open) * 10), "bytesBilledEstimate": 241300, "seconds": 12.345}"#)
    }
  }

  /// A batch in the spool, written at so many seconds after `now`.
  @discardableResult func spool(to key: String = key, after seconds: Int = 0) throws -> String {
    let header = SpoolHeader(destination: key, records: 1, sources: "[]", created: Self.now)
    let body = Array(#"[{"a":1}]"#.utf8)
    let file = try body.withUnsafeBytes { try Spool(in: folder).write(header, body: $0) }
    let path = "\(folder.path)/spool/\(file.name)"
    try date(path, after: seconds)
    return path
  }

  /// A file of one reject, written at so many seconds after `now`.
  func reject(_ run: String, after seconds: Int = 0) throws {
    let file = RejectFile(in: folder, run: run, maxBytes: 1_000)
    try file.append(#"{"reason":"it is none"}"#)
    try file.close()
    try date(file.path, after: seconds)
  }

  private func date(_ path: String, after seconds: Int) throws {
    let time = Date(timeIntervalSince1970: TimeInterval(Self.now + seconds))
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
  }

  /// Every file in the folder with its contents.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      contents[name] = FileManager.default.contents(atPath: "\(folder.path)/\(name)") ?? Data()
    }
    return contents
  }
}
