import Delivery
import State

/// A run's hold on the state folder: its lock, its ledger and spool, and its line in the history.
struct RunHistory: Sendable {
  /// By the key of the destination.
  let books: [String: Bookkeeping]
  /// The one that finishes and closes what all of them share.
  private let bookkeeping: Bookkeeping
  private let lock: StateLock
  private let folder: StateFolder
  private let keep: (objectDays: Int, runDays: Int)

  /// Takes the state folder for a run that sends; nil for one that leaves it alone.
  ///
  /// - Parameters:
  ///   - plan: Names the folder, and how long another run is waited for.
  ///   - run: The run's name.
  ///   - isCancelled: Whether nobody waits for the folder any more.
  /// - Returns: The hold on the folder.
  /// - Throws: `CommandFailure` with `busy` where another run holds it, or `disk`.
  static func open(
    _ plan: RunPlan, run: String, isCancelled: () -> Bool
  ) throws(CommandFailure) -> RunHistory? {
    let keys = plan.settings.destination.keys
    guard plan.target == .workspace, let path = plan.settings.state, let first = keys.first else { return nil }
    let folder = StateFolder(path: path)
    let lock: StateLock
    do throws(LockFailure) {
      lock = try StateLock.acquire(
        in: folder, command: plan.command, wait: plan.wait, isCancelled: isCancelled)
    } catch {
      throw failure(error, folder)
    }
    do throws(StateError) {
      let bookkeeping = try Bookkeeping(
        in: folder, destination: first, run: run, spoolBytes: plan.settings.spool.maxBytes,
        batchBytes: plan.settings.batch.maxBytes)
      var books = [first: bookkeeping]
      for key in keys.dropFirst() {
        books[key] = try Bookkeeping(
          beside: bookkeeping, destination: key, batchBytes: plan.settings.batch.maxBytes)
      }
      return RunHistory(
        books: books, bookkeeping: bookkeeping, lock: lock, folder: folder,
        keep: (plan.settings.ledger.keep.wholeDays, plan.settings.rejects.keep.wholeDays))
    } catch {
      throw CommandFailure(.disk, error.description)
    }
  }

  private static func failure(_ failure: LockFailure, _ folder: StateFolder) -> CommandFailure {
    switch failure {
    case .state(let error): CommandFailure(.disk, error.description)
    case .held(let holder):
      CommandFailure(
        .busy,
        "\(folder.path) is in use by \(holder.map { "\($0)" } ?? "another run"). Wait for it with `--wait 5m`; a run that "
          + "never ends, such as one at the end of `tail -F`, wants a state folder of its own (`--state`)")
    }
  }

  /// Writes down a run that is left in its middle.
  ///
  /// - Parameters:
  ///   - counts: The run report as JSON.
  ///   - code: What the process ends with.
  /// - Returns: What the disk would not do.
  func leave(_ counts: String, _ code: ExitCode) -> Problem? {
    do throws(StateError) {
      try bookkeeping.finish(exitCode: Int(code.rawValue), counts: counts)
      return nil
    } catch {
      return Problem(error)
    }
  }

  /// Writes the run down, clears what is too old, and lets the folder go.
  ///
  /// - Parameters:
  ///   - counts: The run report as JSON.
  ///   - code: What the process ends with.
  /// - Returns: What the disk would not do.
  func close(_ counts: String, _ code: ExitCode) -> Problem? {
    do throws(StateError) {
      try bookkeeping.finish(exitCode: Int(code.rawValue), counts: counts)
      if let point = try bookkeeping.prune(objectsUnseenFor: keep.objectDays, runsOlderThan: keep.runDays) {
        try RejectArchive(in: folder).clear(olderThan: keep.runDays, now: point)
      }
      try bookkeeping.close()
      return nil
    } catch {
      return Problem(error)
    }
  }
}

extension Duration {
  fileprivate var wholeDays: Int { Int(components.seconds / 86_400) }
}
