import Foundation
import Logging
import Records
import State
import Support
import Testing

@testable import Delivery

@Suite("What is written down of a run")
struct JournalTests {
  enum Act: CaseIterable {
    case acknowledge, keep, writePending
  }

  private let folder: TemporaryFolder
  private let books: Bookkeeping
  private let rejects: Rejects
  private let journal: Journal
  private let object = ObjectIdentity.s3(bucket: "b", key: "k", eTag: "e", size: 9, modified: 0)

  init() throws {
    folder = try TemporaryFolder()
    let state = StateFolder(path: folder.path)
    books = try Bookkeeping(
      in: state, destination: "dataCollector/w/Log", run: "run", spoolBytes: 100_000, batchBytes: 500)
    rejects = Rejects(
      file: RejectFile(in: state, run: "run", maxBytes: 100_000), report: RunReport(),
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    journal = Journal(books, rejects: rejects)
  }

  private var batch: Batch {
    let body = BatchBody(capacity: 10)
    body.writer.append(Array("[{}]".utf8))
    body.entries = [Batch.Entry(1..<3, source: 0, position: SourcePosition(record: 1, line: 1, byteOffset: 0))]
    return Batch(kind: .report, body: body, sources: [BatchSource(name: "s", object: object)])
  }

  private func act(_ act: Act) throws {
    switch act {
    case .acknowledge: try journal.acknowledge(batch)
    case .keep: try journal.keep(batch)
    case .writePending:
      try journal.remember(Resolution(object, records: RecordSpans(1..<2)))
      try journal.writePending()
    }
  }

  /// Records of the object that the ledger has as dealt with.
  private func resolved() throws -> Int {
    guard case .open(let progress) = try books.ledger.standings(of: [object], for: books.destination)[0] else {
      return 0
    }
    return progress.resolved.count
  }

  @Test("comes behind the rejects on disk, since it may cover some of them", arguments: Act.allCases)
  func order(_ act: Act) throws {
    try rejects.add(
      mapped: "{}", .report, for: nil, source: "s", position: SourcePosition(record: 2, line: 1, byteOffset: 0),
      words: "no")
    // The disk takes the name of the file only where its folder is.
    let path = "\(folder.path)/rejects"
    try FileManager.default.moveItem(atPath: path, toPath: "\(folder.path)/elsewhere")
    _ = try folder.write("rejects", text: "")
    #expect(throws: StateError.self) { try self.act(act) }
    #expect(try resolved() == 0 && books.spooled.isEmpty)
    try FileManager.default.removeItem(atPath: path)
    try self.act(act)
    #expect(try resolved() == 1)
    #expect(books.spooled.count == (act == .keep ? 1 : 0))
  }
}
