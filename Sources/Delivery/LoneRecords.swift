import Records
import State
import Threads

/// A record that the service refused when it was sent alone.
struct LoneRecord: Sendable {
  /// The batch of one record, in memory of its own.
  let part: Batch
  /// The service's.
  let words: String
  /// True where the service itself said that the record is at fault, and not something before it.
  let isExplained: Bool
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
  static let mostRefused = 20

  private struct Held {
    var records: [LoneRecord] = []
    /// True once too many were refused: none of these is rejected any more.
    var isGivenUp = false
  }

  private let held = Monitor(Held())
  private let rejects: Rejects
  private let journal: Journal?
  private let report: RunReport

  init(rejects: Rejects, journal: Journal?, report: RunReport) {
    self.rejects = rejects
    self.journal = journal
    self.report = report
  }

  func add(_ record: LoneRecord, destinationHasAccepted: Bool) -> Taken {
    if destinationHasAccepted { return reject(record).map { .failed($0) } ?? .taken }
    return held.change { held in
      held.records.append(record)
      if held.isGivenUp { return .tooMany([record]) }
      guard held.records.count >= LoneRecords.mostRefused else { return .taken }
      held.isGivenUp = true
      return .tooMany(held.records)
    }
  }

  /// Gives up what is held back, once nothing more comes and nothing was accepted, where not all of it was refused by the
  /// service's own word on the record.
  ///
  /// - Returns: All that is held, none of which is rejected any more.
  func giveUpUnexplained() -> [LoneRecord] {
    held.change { held in
      guard !held.isGivenUp, held.records.contains(where: { !$0.isExplained }) else { return [] }
      held.isGivenUp = true
      return held.records
    }
  }

  /// True while a record of a spool file is held back: the file is the only place where it is on disk.
  func holds(_ file: SpoolFile) -> Bool {
    held.read { $0.records.contains { $0.part.spoolFile == file } }
  }

  /// Rejects what was held back.
  ///
  /// - Returns: What the disk would not do.
  func release() -> Problem? {
    // All under the lock, so that a spool file counts as held until the reject is written.
    held.change { held in
      guard !held.isGivenUp else { return nil }
      while let record = held.records.first {
        if let problem = reject(record) { return problem }
        held.records.removeFirst()
      }
      return nil
    }
  }

  private func reject(_ record: LoneRecord) -> Problem? {
    guard let entry = record.part.entries.first else { return nil }
    do throws(StateError) {
      try rejects.add(
        mapped: record.part.record(entry), record.part.kind, for: journal?.books.destination.key,
        source: record.part.sources[entry.source].name,
        position: entry.position,
        words: record.words)
      report.countApart { $0.recordsRejected += 1 }
      if record.part.spoolFile != nil {
        report.count { $0.recordsFromSpool += 1 }
      } else {
        for resolution in record.part.settle() {
          try journal?.remember(resolution)
        }
      }
      return nil
    } catch {
      return Problem(error)
    }
  }
}
