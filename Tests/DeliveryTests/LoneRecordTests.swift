import Logging
import Records
import State
import Support
import Testing

@testable import Delivery

@Suite("Records that are refused alone")
struct LoneRecordTests {
  private let folder: TemporaryFolder
  private let report = RunReport()
  private let lone: LoneRecords

  init() throws {
    folder = try TemporaryFolder()
    let file = RejectFile(in: StateFolder(path: folder.path), run: "run", maxBytes: 100_000)
    lone = LoneRecords(
      rejects: Rejects(file: file, report: report, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }),
      journal: nil, report: report)
  }

  private func add(_ count: Int, accepted: Bool) -> [LoneRecords.Taken] {
    (0..<count).map { number in
      let body = BatchBody(capacity: 10)
      body.writer.append(Array("[{}]".utf8))
      body.entries = [
        Batch.Entry(1..<3, source: 0, position: SourcePosition(record: number, line: 1, byteOffset: 0))
      ]
      let part = Batch(kind: .report, body: body, sources: [BatchSource(name: "s", object: nil)])
      return lone.add(LoneRecord(part: part, words: "no", isExplained: true), destinationHasAccepted: accepted)
    }
  }

  @Test("are rejected at once where the destination has accepted others")
  func accepted() {
    _ = add(3, accepted: true)
    #expect(report.counts.recordsRejected == 3)
  }

  @Test("are held back while it has accepted nothing, and rejected in the end")
  func held() {
    _ = add(19, accepted: false)
    #expect(report.counts.recordsRejected == 0)
    #expect(lone.release() == nil)
    #expect(report.counts.recordsRejected == 19)
  }

  @Test("are not rejected where the first twenty are all refused")
  func tooMany() {
    let taken = add(20, accepted: false)
    guard case .tooMany(let records) = taken[19] else {
      Issue.record("\(taken[19])")
      return
    }
    #expect(records.count == 20)
    #expect(lone.release() == nil)
    #expect(report.counts.recordsRejected == 0)
  }
}
