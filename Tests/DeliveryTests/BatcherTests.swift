import Records
import State
import Testing

@testable import Delivery

@Suite("Batches")
struct BatcherTests {
  /// Packs records, and gives the bodies that come out.
  private func bodies(of records: [String], maxBytes: Int) -> [String] {
    var batcher = Batcher(kind: .report, limit: { maxBytes }) { BatchBody(capacity: maxBytes) }
    batcher.begin(source: BatchSource(name: "test", object: nil))
    var bodies: [String] = []
    for (index, record) in records.enumerated() {
      let position = SourcePosition(record: index + 1, line: 1, byteOffset: 0)
      if case .closed(let batch) = batcher.add(
        at: position,
        write: {
          $0.append(Array(record.utf8)); return nil
        })
      {
        bodies.append(text(batch))
      }
    }
    if let batch = batcher.close() { bodies.append(text(batch)) }
    return bodies
  }

  private func text(_ batch: Batch) -> String {
    batch.body.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test("of one record are arrays too")
  func single() {
    #expect(bodies(of: ["{\"a\":1}"], maxBytes: 100) == ["[{\"a\":1}]"])
  }

  @Test(
    "hold as many whole records as fit, brackets and commas counted",
    arguments: [
      (11, ["[{1},{2}]", "[{3}]"]), (13, ["[{1},{2},{3}]"]), (9, ["[{1},{2}]", "[{3}]"]),
      (8, ["[{1}]", "[{2}]", "[{3}]"]),
      (5, ["[{1}]", "[{2}]", "[{3}]"]),
    ] as [(Int, [String])])
  func packing(maxBytes: Int, expected: [String]) {
    #expect(bodies(of: ["{1}", "{2}", "{3}"], maxBytes: maxBytes) == expected)
  }

  @Test("keep nothing of a record that cannot be mapped")
  func rejected() throws {
    var batcher = Batcher(kind: .report, limit: { 100 }) { BatchBody(capacity: 100) }
    batcher.begin(source: BatchSource(name: "test", object: nil))
    let position = SourcePosition(record: 1, line: 1, byteOffset: 0)
    _ = batcher.add(at: position) {
      $0.append(Array("{1}".utf8)); return nil
    }
    guard case .rejected(.noTime) = batcher.add(at: position, write: { _ in .noTime }) else {
      Issue.record("not rejected")
      return
    }
    _ = batcher.add(at: position) {
      $0.append(Array("{2}".utf8)); return nil
    }
    let closed = batcher.close()
    let batch = try #require(closed)
    #expect(text(batch) == "[{1},{2}]")
  }

  @Test("are as old as their first record, not as the first that was rejected")
  func age() {
    var batcher = Batcher(kind: .report, limit: { 100 }) { BatchBody(capacity: 100) }
    let position = SourcePosition(record: 1, line: 1, byteOffset: 0)
    _ = batcher.add(at: position) { _ in .noTime }
    #expect(batcher.openedAt == nil)
    #expect(batcher.close() == nil)
    _ = batcher.add(at: position) {
      $0.append(Array("{1}".utf8))
      return nil
    }
    #expect(batcher.openedAt != nil)
  }

  @Test("know the records of each object, whole and in halves, and none of a stream")
  func resolutions() throws {
    var batcher = Batcher(kind: .report, limit: { 1000 }) { BatchBody(capacity: 1000) }
    let records = [("a", [1, 2, 4]), ("stream", [1, 2]), ("b", [7]), ("c", [3, 5])]
    for (name, positions) in records {
      let object = ObjectIdentity.s3(bucket: "audit", key: name, eTag: "e", size: 1, modified: 0)
      batcher.begin(source: BatchSource(name: name, object: name == "stream" ? nil : object))
      for position in positions {
        _ = batcher.add(at: SourcePosition(record: position, line: position + 10, byteOffset: 100 * position)) {
          $0.append(Array("{}".utf8))
          return nil
        }
      }
    }
    func told(_ batch: Batch) -> [String] {
      batch.settle().map { found in
        let records = (1...9).filter { found.records.contains($0) }
        return "\(found.object.key) \(records) \(found.resume?.record ?? 0) \(found.resume?.line ?? 0)"
      }
    }
    let closed = batcher.close()
    let batch = try #require(closed)
    #expect(told(batch) == ["a [1, 2, 4] 4 14", "b [7] 7 17", "c [3, 5] 5 15"])
    let (first, second) = try #require(batch.halves())
    #expect(told(first) == ["a [1, 2, 4] 4 14"])
    #expect(told(second) == ["b [7] 7 17", "c [3, 5] 5 15"])
  }

  @Test("fall into halves down to single records, which know their source and position")
  func halves() throws {
    var batcher = Batcher(kind: .report, limit: { 100 }) { BatchBody(capacity: 100) }
    for index in 1...5 {
      batcher.begin(source: BatchSource(name: index < 3 ? "a" : "b", object: nil))
      _ = batcher.add(at: SourcePosition(record: index, line: index, byteOffset: 0)) {
        $0.append(Array("{\(index)}".utf8))
        return nil
      }
    }
    let closed = batcher.close()
    let whole = try #require(closed)
    var parts = [whole]
    var singles: [String] = []
    while let part = parts.popLast() {
      if let (first, second) = part.halves() {
        parts += [second, first]
      } else {
        let entry = try #require(part.entries.first)
        let source = part.sources[entry.source].name
        singles.append("\(text(part)) \(part.record(entry)) \(source) \(entry.position.record)")
      }
    }
    #expect(singles == ["[{1}] {1} a 1", "[{2}] {2} a 2", "[{3}] {3} b 3", "[{4}] {4} b 4", "[{5}] {5} b 5"])
  }
}
