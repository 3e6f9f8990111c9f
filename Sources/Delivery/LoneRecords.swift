import Records
import State

/// A record that the service refused when it was sent alone.
struct LoneRecord: Sendable {
  let json: String
  let source: String
  let position: SourcePosition
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
    case tooMany(Int)
  }

  /// How many lone records are refused before the destination is given up.
  private static let mostRefused = 20

  private let held = Monitor([LoneRecord]())
  private let rejects: Rejects

  init(rejects: Rejects) {
    self.rejects = rejects
  }

  func add(_ record: LoneRecord, destinationHasAccepted: Bool) -> Taken {
    if destinationHasAccepted { return reject([record]).map { .failed($0) } ?? .taken }
    return held.change { held in
      held.append(record)
      guard held.count >= LoneRecords.mostRefused else { return .taken }
      defer { held = [] }
      return .tooMany(held.count)
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
        try rejects.add(mapped: record.json, source: record.source, position: record.position, words: record.words)
      } catch {
        return Problem(.disk, error.description)
      }
    }
    return nil
  }
}
