import Records
import State
import Testing

@testable import Delivery

@Suite("Batches of several kinds")
struct BatchersTests {
  private func add(_ kind: RecordKind, _ record: String, to batchers: inout Batchers) -> Batcher.Added {
    batchers.add(kind, at: SourcePosition(record: 1, line: 1, byteOffset: 0)) { body in
      body.append(Array(record.utf8))
      return nil
    }
  }

  @Test("a source that mixes kinds fills one batch of each")
  func mixed() {
    let pool = BodyPool(inFlight: 1, capacity: 100, lendsOnceClosed: false)
    var batchers = Batchers(limit: { 100 }) { pool.take(for: $0) }
    batchers.begin(source: BatchSource(name: "s", object: nil))
    for kind in [RecordKind.report, .event, .report, .usage, .event] {
      _ = add(kind, "{\"k\":\"\(kind)\"}", to: &batchers)
    }
    let closed = batchers.close()
    #expect(closed.map(\.kind) == [.report, .event, .usage])
    #expect(closed.map(\.recordCount) == [2, 2, 1])
    #expect(batchers.openedAt == nil)
  }

  @Test("with one batch in flight, every kind has a body to be filled")
  func memory() {
    let pool = BodyPool(inFlight: 1, capacity: 10, lendsOnceClosed: false)
    var held: [BatchBody] = []
    for kind in RecordKind.allCases {
      if let body = pool.take(for: kind) { held.append(body) }
    }
    // One more may be in flight.
    if let body = pool.take(for: .report) { held.append(body) }
    #expect(held.count == 4)
  }
}
