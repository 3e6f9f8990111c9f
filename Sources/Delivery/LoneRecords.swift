import Records
import State

/// A record that the service refused when it was sent alone.
struct LoneRecord: Sendable {
  /// The batch of one record, in memory of its own.
  let part: Batch
  /// The service's.
  let words: String
}

/// Records that the service refused alone, held back while it has accepted nothing.
///
/// Where everything is refused, the fault is not in the records, and rejecting a whole export one by one would hide it.
final class LoneRecords: Sendable {
  enum Taken {
    case taken
    case failed(Problem)
    /// As many as may be held were refused: none of them is rejected.
    case tooMany([LoneRecord])
  }

  /// How many lone records are refused before the destination is given up.
  private static let mostRefused = 20

  private let held = Monitor([LoneRecord]())
  private let rejects: Rejects
  private let bookkeeping: Bookkeeping?
  private let report: RunReport

  init(rejects: Rejects, bookkeeping: Bookkeeping?, report: RunReport) {
    self.rejects = rejects
    self.bookkeeping = bookkeeping
    self.report = report
  }

  func add(_ record: LoneRecord, destinationHasAccepted: Bool) -> Taken {
    if destinationHasAccepted { return reject([record]).map { .failed($0) } ?? .taken }
    return held.change { held in
      held.append(record)
      guard held.count >= LoneRecords.mostRefused else { return .taken }
      defer { held = [] }
      return .tooMany(held)
    }
  }

  /// Rejects what was held back.
  ///
  /// - Returns: What the disk would not do.
  func release() -> Problem? {
    let records = held.change { held in
      defer { held = [] }
      return held
    }
    return reject(records)
  }

  private func reject(_ records: [LoneRecord]) -> Problem? {
    for record in records {
      do throws(StateError) {
        guard let entry = record.part.entries.first else { continue }
        try rejects.add(
          mapped: record.part.record(entry), source: record.part.sources[entry.source].name, position: entry.position,
          words: record.words)
        if record.part.spoolFile != nil {
          report.count { $0.recordsFromSpool += 1 }
        } else {
          for resolution in record.part.resolutions {
            try bookkeeping?.remember(resolution, rejects: rejects)
          }
        }
      } catch {
        return Problem(.disk, error.description)
      }
    }
    return nil
  }
}
