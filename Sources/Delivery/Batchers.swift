import Records
import Threads

/// An open batch for each kind of record: a source that mixes kinds fills whole batches all the same.
struct Batchers: ~Copyable {
  /// To be added to by itself where it is known that a record is a report: most are, and the choice costs time.
  var reports: Batcher
  private var events: Batcher
  private var usages: Batcher

  /// Makes batchers of which none has a record.
  ///
  /// - Parameters:
  ///   - limit: Tells the largest body in bytes, as for `Batcher`.
  ///   - takeBody: Gives memory for a body, as for `Batcher`.
  init(limit: @escaping () -> Int, takeBody: @escaping (RecordKind) -> BatchBody?) {
    reports = Batcher(kind: .report, limit: limit) { takeBody(.report) }
    events = Batcher(kind: .event, limit: limit) { takeBody(.event) }
    usages = Batcher(kind: .usage, limit: limit) { takeBody(.usage) }
  }

  /// Names the object that the records which follow come from.
  mutating func begin(source: BatchSource) {
    reports.begin(source: source)
    events.begin(source: source)
    usages.begin(source: source)
  }

  /// Adds a record of a kind, as `Batcher` does.
  mutating func add(
    _ kind: RecordKind, at position: SourcePosition, write: (inout ByteWriter) -> RejectReason?
  ) -> Batcher.Added {
    switch kind {
    case .report: reports.add(at: position, write: write)
    case .event: events.add(at: position, write: write)
    case .usage: usages.add(at: position, write: write)
    }
  }

  /// Closes every open batch.
  mutating func close() -> [Batch] {
    [reports.close(), events.close(), usages.close()].compactMap(\.self)
  }

  /// When the first record of the oldest open batch came; nil while there is none.
  var openedAt: MonotonicTime? {
    [reports.openedAt, events.openedAt, usages.openedAt].compactMap(\.self).min()
  }
}
