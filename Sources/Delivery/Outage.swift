import Logging
import State
import Threads
import Transport

/// What becomes of reading while a destination is down.
enum OutageRule: Sendable {
  /// It stops: what was read can be read again.
  case none
  /// It goes on into the spool, and pauses where that is full: what is read is a stream.
  case pauses
  /// It goes on for other destinations: where the spool is full, what can be read again stays open for a later run.
  case goesOn
}

/// A destination that is down while a stream goes on: what is read goes into the spool, and the spool is sent as soon as
/// the destination accepts again.
final class Outage: Sendable {
  private struct Held {
    /// Why the destination is down; empty while it accepts.
    var reasons: [Problem] = []
    var isEnded = false
    var saidFull = false
    /// True while the spool is being sent: the last batch of it was accepted.
    var isRecovering = false
    /// True once nothing more is read, so that nobody waits for room.
    var isInputOver = false

    var isDown: Bool { !reasons.isEmpty }
  }

  /// After which somebody looks again who waits for another thread.
  private static let glance = Duration.milliseconds(100)

  private let held = Monitor(Held())
  private let journal: Journal
  private let rule: OutageRule
  private let report: RunReport
  private let log: Logger

  init(journal: Journal, rule: OutageRule, report: RunReport, log: Logger) {
    self.journal = journal
    self.rule = rule
    self.report = report
    self.log = log
  }

  var isDown: Bool { held.read { $0.isDown } }

  /// Why the destination is down; empty while it accepts.
  var reasons: [Problem] { held.read { $0.reasons } }

  /// Spools what was not accepted, and counts the destination as down from here on.
  ///
  /// Both under the lock, so that nobody finds a destination that is down and an empty spool.
  ///
  /// - Parameters:
  ///   - parts: Parts of batches; those of the spool are there already.
  ///   - reasons: What the destination has against them, one at least.
  /// - Returns: False where the destination was down before.
  /// - Throws: Where the disk does not take a part.
  func begin(with parts: [Batch], because reasons: [Problem]) throws(StateError) -> Bool {
    try held.change { held throws(StateError) -> Bool in
      for part in parts where part.spoolFile == nil { try journal.keep(part) }
      defer { held.reasons = reasons }
      return !held.isDown
    }
  }

  /// What became of a batch while the destination is down.
  enum Kept {
    /// It is not down.
    case isUp
    /// It is in the spool.
    case kept
    /// The spool is full, and the batch can be read again.
    case noRoom
    /// It is in the spool, which is full, and nothing more may be read.
    case keptBeyond
  }

  /// Spools a batch while the destination is down; waits while the spool is full, where the rule says so.
  func keep(_ batch: Batch) throws(StateError) -> Kept {
    let kept = held.wait { held -> Result<Kept, StateError>? in
      guard held.isDown else { return .success(.isUp) }
      if journal.books.hasRoom || held.isEnded || held.isInputOver {
        do throws(StateError) {
          try journal.keep(batch)
          return .success(.kept)
        } catch { return .failure(error) }
      }
      if rule == .goesOn, !batch.isRepeatable {
        // Others do not wait for this destination, and nobody reads the batch again.
        do throws(StateError) {
          try journal.keep(batch)
          return .success(.keptBeyond)
        } catch { return .failure(error) }
      }
      let pauses = rule == .pauses
      if !held.saidFull {
        held.saidFull = true
        log.warning(
          "the spool has reached spool.maxBytes: \(pauses ? "reading pauses until the destination accepts again" : "what does not fit is left for a later run")"
        )
      }
      guard pauses else { return .success(.noRoom) }
      return nil
    }
    return try kept.get()
  }

  /// Notes that nothing more is read.
  func inputIsOver() {
    held.change { $0.isInputOver = true }
  }

  /// Waits while the spool is being sent.
  func waitForRecovery() {
    _ = held.wait { held -> Bool? in held.isDown && held.isRecovering ? nil : true }
  }

  /// Ends the wait: the input has ended, or the run has to.
  func end() {
    held.change { $0.isEnded = true }
  }

  /// Waits for an outage and for its end, and sends what was spooled meanwhile, again and again until `end`.
  ///
  /// A file that cannot be read is told and left to the next run: those behind it must not wait for it.
  ///
  /// - Parameters:
  ///   - pacer: The destination's; it gets patience for one attempt a time.
  ///   - policy: The time between two attempts.
  ///   - claims: Who sends which file.
  ///   - deliver: Sends a batch of the spool; false where it was not accepted.
  func drain(pacer: Pacer, policy: RetryPolicy, claims: SpoolClaims, deliver: (Batch) -> Bool) {
    var random = SystemRandomNumberGenerator()
    var attempts = 0
    var unreadable: Set<String> = []
    func isLeft(_ file: SpoolFile) -> Bool { claims.isThrough(file) || unreadable.contains(file.name) }
    while true {
      let isEnded = held.wait { held -> Bool? in held.isEnded ? true : held.isDown ? false : nil }
      if isEnded { return }
      let waiting = journal.books.spooled.filter { !isLeft($0) }
      guard let file = waiting.first(where: claims.claim) else {
        if !waiting.isEmpty {
          // Somebody is at them still, since before the destination went down.
          if held.wait(to: .now + Outage.glance, until: { $0.isEnded ? true : nil }) != nil { return }
          continue
        }
        // Looked at again under the lock: a batch may have been spooled meanwhile.
        held.change { held in
          guard journal.books.spooled.allSatisfy(isLeft) else { return }
          held.reasons = []
          held.isRecovering = false
          held.saidFull = false
        }
        log.info("the destination accepts again; the spool is sent")
        attempts = 0
        continue
      }
      defer { claims.unclaim(file) }
      attempts += 1
      if attempts > 1 {
        let pause = MonotonicTime.now + policy.delay(attempt: attempts - 1, random: &random)
        if held.wait(to: pause, until: { $0.isEnded ? true : nil }) != nil { return }
      }
      pacer.allowOneAttempt()
      switch send(file, deliver) {
      case .through(let isAccepted):
        if isAccepted { attempts = 0 }
        // Whoever waits for room looks again as well.
        held.change { $0.isRecovering = isAccepted }
      case .unreadable:
        unreadable.insert(file.name)
        // Nobody was asked for it.
        attempts -= 1
        // Where it is gone, there may be room for those that wait for it.
        held.change { _ in }
      }
    }
  }

  private enum Sent {
    case through(isAccepted: Bool)
    case unreadable
  }

  private func send(_ file: SpoolFile, _ deliver: (Batch) -> Bool) -> Sent {
    let body = BatchBody(capacity: file.bytes)
    do throws(StateError) {
      let (batch, problem) = try journal.books.read(file, into: body)
      if let problem { report.note(problem) }
      return .through(isAccepted: batch.map { deliver($0) } ?? true)
    } catch {
      report.note(Problem(error))
      return .unreadable
    }
  }
}
