import Foundation
import Logging
import Records
import State
import Support
import Testing
import Threads
import Transport

@testable import Delivery

@Suite("A destination that is down")
struct OutageTests {
  private let folder: TemporaryFolder
  private let report = RunReport()
  private let books: Bookkeeping
  private let outage: Outage
  private let claims: SpoolClaims

  init() throws {
    folder = try TemporaryFolder()
    // Room for one batch, which a file of some 300 bytes leaves no more.
    books = try Bookkeeping(
      in: StateFolder(path: folder.path), destination: "dataCollector/w/Log", run: "run", spoolBytes: 700,
      batchBytes: 500)
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let rejects = Rejects(file: nil, report: report, log: log)
    let journal = Journal(books, rejects: rejects)
    claims = SpoolClaims(journal: journal, lone: LoneRecords(rejects: rejects, journal: journal, report: report))
    outage = Outage(journal: journal, rule: .pauses, report: report, log: log)
  }

  /// A batch of a stream, whose one record has this number.
  private func batch(_ number: Int) -> Batch {
    let body = BatchBody(capacity: 10)
    body.writer.append(Array("[{}]".utf8))
    body.entries = [Batch.Entry(1..<3, source: 0, position: SourcePosition(record: number, line: 1, byteOffset: 0))]
    return Batch(kind: .report, body: body, sources: [BatchSource(name: "stdin", object: nil)])
  }

  private func path(_ file: SpoolFile) -> String { "\(folder.path)/spool/\(file.name)" }

  /// Sends the spool until the destination is up, and tells the numbers of the records that were sent.
  private func drain() throws -> [Int] {
    let sent = Monitor([Int]())
    let (outage, claims) = (outage, claims)
    let draining = WorkerThread {
      let policy = RetryPolicy(initial: .milliseconds(1), max: .milliseconds(5))
      outage.drain(pacer: Pacer(budget: .zero), policy: policy, claims: claims) { batch in
        sent.change { $0 += batch.entries.map(\.position.record) }
        return claims.settle(batch) == nil
      }
    }
    let end = ContinuousClock.now + .seconds(20)
    while outage.isDown, ContinuousClock.now < end { usleep(1000) }
    outage.end()
    draining?.join()
    return sent.read { $0 }
  }

  @Test("gets what lies behind a file of the spool that is gone, which is told and takes no room any more")
  func goneFile() throws {
    #expect(try outage.begin(with: (1...3).map(batch), because: [Problem(.unsent, "503")]))
    try FileManager.default.removeItem(atPath: path(books.spooled[0]))
    #expect(!books.hasRoom)
    #expect(try drain() == [2, 3])
    #expect(!outage.isDown && books.hasRoom && books.spooled.isEmpty)
    #expect(report.problems.map(\.kind) == [.disk])
  }

  @Test("gets what lies behind a file of the spool that cannot be read, which stays for the next run")
  func unreadableFile() throws {
    #expect(try outage.begin(with: (1...3).map(batch), because: [Problem(.unsent, "503")]))
    let first = books.spooled[0]
    try FileManager.default.removeItem(atPath: path(first))
    // Links are not followed.
    try FileManager.default.createSymbolicLink(atPath: path(first), withDestinationPath: "/dev/null")
    #expect(try drain() == [2, 3])
    #expect(!outage.isDown && books.spooled == [first])
    #expect(report.problems.map(\.kind) == [.disk])
  }

  @Test("tells of a damaged file of the spool as the beginning of a run does")
  func damagedFile() throws {
    #expect(try outage.begin(with: (1...2).map(batch), because: [Problem(.unsent, "503")]))
    try Data("nothing".utf8).write(to: URL(fileURLWithPath: path(books.spooled[0])))
    #expect(try drain() == [2])
    #expect(report.problems.map(\.kind) == [.disk])
    #expect(report.problems.first?.words.contains("is damaged") == true)
  }
}
