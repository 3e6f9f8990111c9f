import State
import Threads

/// The files of the spool on their way out, for all threads that send them: who has which, and which are through.
final class SpoolClaims: Sendable {
  private struct Held {
    /// Names of the files that somebody sends.
    var claimed: Set<String> = []
    /// Files that are through, but for records of them that are held back.
    var through: [SpoolFile] = []
  }

  private let held = Monitor(Held())
  private let journal: Journal?
  private let lone: LoneRecords

  /// Makes the claims of one destination.
  ///
  /// - Parameters:
  ///   - journal: Where it is written down that a file is dealt with; nil where nothing outlives the run.
  ///   - lone: The records that are held back.
  init(journal: Journal?, lone: LoneRecords) {
    self.journal = journal
    self.lone = lone
  }

  /// Takes a file for the thread that sends it; false where somebody else does.
  func claim(_ file: SpoolFile) -> Bool { held.change { $0.claimed.insert(file.name).inserted } }

  /// Gives a file back that was claimed.
  func unclaim(_ file: SpoolFile) { held.change { _ = $0.claimed.remove(file.name) } }

  /// True of a file that stays only until a record of it is rejected.
  func isThrough(_ file: SpoolFile) -> Bool { held.read { $0.through.contains(file) } }

  /// Forgets the file that a batch came from, once none of its records is held back.
  ///
  /// - Returns: What the disk would not do.
  func settle(_ batch: Batch) -> Problem? {
    guard let file = batch.spoolFile else { return nil }
    held.change { $0.through.append(file) }
    return settleThrough()
  }

  /// Forgets the files of which nothing is held back.
  ///
  /// - Returns: What the disk would not do.
  func settleThrough() -> Problem? {
    guard let journal else { return nil }
    let settled = held.change { held in
      let kept = held.through.filter { lone.holds($0) }
      defer { held.through = kept }
      return held.through.filter { !kept.contains($0) }
    }
    do throws(StateError) {
      for file in settled { try journal.settle(file) }
      return nil
    } catch {
      return Problem(error)
    }
  }
}
