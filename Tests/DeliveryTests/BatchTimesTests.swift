import Records
import Testing

@testable import Delivery

@Suite("A batch that is divided by its times")
struct BatchTimesTests {
  private func batch(_ records: [String]) throws -> Batch {
    var batcher = Batcher(kind: .report, limit: { 100_000 }) { BatchBody(capacity: 100_000) }
    batcher.begin(source: BatchSource(name: "test", object: nil))
    for (index, record) in records.enumerated() {
      let position = SourcePosition(record: index + 1, line: 1, byteOffset: index)
      _ = batcher.add(at: position) { body in
        body.append(Array(record.utf8))
        return nil
      }
    }
    let closed = batcher.close()
    return try #require(closed)
  }

  private func bodies(_ batches: [Batch]) -> [String] {
    batches.map { batch in batch.body.withBytes { String(decoding: $0, as: UTF8.self) } }
  }

  private func record(_ name: String, _ time: String) -> String {
    #"{"EventTime":"2026-11-24T\#(time)Z","u":"\#(name)"}"#
  }

  @Test("has in each part what is near in time, in the order of the source")
  func divided() throws {
    let (a, b, c) = (record("a", "01:20:00"), record("b", "01:00:00"), record("c", "01:29:59"))
    let d = record("d", "01:30:00")
    let parts = try batch([a, d, b, c]).divided(within: .seconds(1800), by: "EventTime")
    #expect(bodies(parts) == ["[\(a),\(b),\(c)]", "[\(d)]"])
    #expect(parts[0].entries.map(\.position.record) == [1, 3, 4])
    #expect(parts.map { part in part.entries.map { part.record($0) } } == [[a, b, c], [d]])
  }

  @Test("stays whole where nothing is apart, and where no time is sent")
  func whole() throws {
    let (a, b) = (record("a", "01:00:00"), record("b", "01:10:00"))
    #expect(try batch([a, b]).divided(within: .seconds(1800), by: "EventTime").count == 1)
    #expect(try batch([a, record("b", "09:00:00")]).divided(within: .seconds(1800), by: nil).count == 1)
  }

  @Test("has records without a time apart, and does not take a text for one")
  func without() throws {
    let (a, b) = (record("a", "01:00:00"), #"{"u":",\"EventTime\":\"2026-11-24T09:00:00Z\""}"#)
    let parts = try batch([b, a]).divided(within: .seconds(1800), by: "EventTime")
    #expect(bodies(parts) == ["[\(a)]", "[\(b)]"])
  }
}
