import AzureMonitor
import Logging
import State
import Transport

/// Brings one batch to its end, whatever the destination answers: sends it, sends it again, halves it, rejects a record
/// of it, or gives up.
final class BatchDelivery: Sendable {
  /// How often a 403 is tried again once the destination has accepted a batch in this run.
  private static let refusalTries = 3

  private enum Attempted {
    case accepted
    case halve(Answer.Halve)
    case stop(Problem)
    /// Another thread stopped the run.
    case stopped
  }

  private let destination: any Destination
  private let pacer: Pacer
  private let policy: RetryPolicy
  private let budgetWords: String
  private let lone: LoneRecords
  private let report: RunReport
  private let log: Logger

  /// Makes what sends to one destination, which is asked again for as long as `budget` while it accepts nothing.
  init(
    to destination: any Destination, budget: Duration, policy: RetryPolicy, rejects: Rejects, report: RunReport,
    log: Logger
  ) {
    self.destination = destination
    self.policy = policy
    self.report = report
    self.log = log
    pacer = Pacer(budget: budget)
    budgetWords = "retry.budget (\(budget.shortForm))"
    lone = LoneRecords(rejects: rejects)
  }

  /// Sends a batch until it is dealt with.
  ///
  /// - Returns: False where the run has to stop; the records that were not accepted are counted as unsent then.
  func deliver(_ batch: Batch) -> Bool {
    guard pacer.enter() else {
      unsent(batch)
      return false
    }
    defer { pacer.leave() }
    var parts = [batch]
    while let part = parts.popLast() {
      let problem: Problem?
      switch attempt(part) {
      case .accepted:
        problem = accepted(part)
      case .halve(let reason):
        if let (first, second) = part.halves() {
          log.info("\(destination.name) does not take \(part.recordCount) records at once (\(reason.words)): halving")
          parts.append(second)
          parts.append(first)
          problem = nil
        } else {
          problem = refusedAlone(part, reason)
        }
      case .stop(let reason):
        problem = reason
        unsent(part)
      case .stopped:
        unsent(part)
        for part in parts { unsent(part) }
        return false
      }
      if let problem {
        report.note(problem)
        pacer.stop()
        for part in parts { unsent(part) }
        return false
      }
    }
    return true
  }

  /// Writes down what was held back until the destination had accepted anything.
  func finish() {
    if let problem = lone.release() { report.note(problem) }
  }

  private func accepted(_ part: Batch) -> Problem? {
    pacer.accepted()
    report.count { counts in
      counts.batches += 1
      counts.recordsShipped += part.recordCount
      counts.bytesSent += part.body.byteCount
    }
    return lone.release()
  }

  private func refusedAlone(_ part: Batch, _ reason: Answer.Halve) -> Problem? {
    guard let entry = part.entries.first else { return nil }
    let record = LoneRecord(
      json: part.record(entry), source: part.sources[entry.source], position: entry.position,
      words: "\(destination.name) does not take this record: \(reason.words)")
    switch lone.add(record, destinationHasAccepted: pacer.hasAccepted) {
    case .taken: return nil
    case .failed(let problem): return problem
    case .tooMany(let count):
      report.count { $0.recordsUnsent += count }
      return Problem(
        .configuration,
        "\(destination.name) refused the first \(count) records one by one and accepted nothing "
          + "(\(reason.words)): it is not the records. Nothing was rejected; check the log type and the columns")
    }
  }

  private func unsent(_ part: Batch) {
    report.count { $0.recordsUnsent += part.recordCount }
  }

  private func attempt(_ part: Batch) -> Attempted {
    var random = SystemRandomNumberGenerator()
    var attempts = 0
    var refusals = 0
    var silentCloses = 0
    while true {
      guard pacer.waitForTurn() else { return .stopped }
      report.count { counts in
        counts.requests += 1
        if attempts > 0 { counts.retries += 1 }
      }
      attempts += 1
      switch destination.send(part.body, silentCloses: silentCloses) {
      case .accepted: return .accepted
      case .halve(let reason): return .halve(reason)
      case .refused(let refusal):
        // The same key was good a moment ago: the service, or something before it, is of two minds.
        guard refusal.kind == .credentials, pacer.hasAccepted, refusals < BatchDelivery.refusalTries else {
          return .stop(Problem(refusal))
        }
        refusals += 1
        log.warning("\(destination.name) refused a signature after it had accepted others; the key is read again")
        if let reason = destination.readCredentialsAgain() { log.warning("the key cannot be read again: \(reason)") }
        let delay = policy.delay(attempt: refusals, random: &random)
        guard case .wait(let until) = pacer.backOff(delay, asked: nil, forAll: false) else {
          return .stop(Problem(.credentials, refusal.words))
        }
        if !pacer.pause(to: until) { return .stopped }
      case .again(let again):
        if again.isSilentClose { silentCloses += 1 }
        let delay = policy.delay(attempt: attempts, random: &random)
        switch pacer.backOff(delay, asked: again.after, forAll: again.isThrottled) {
        case .wait(let until):
          log.info("\(destination.name): \(again.reason); the batch is sent again")
          if !pacer.pause(to: until) { return .stopped }
        case .exhausted: return .stop(gaveUp(again))
        case .askedForMore:
          return .stop(
            Problem(
              .unsent,
              "\(destination.name) asks to be left alone for \(again.after?.shortForm ?? "long"), more than is left of "
                + "\(budgetWords): \(again.reason)"))
        }
      }
    }
  }

  private func gaveUp(_ again: Answer.Again) -> Problem {
    Problem(
      .unsent,
      "\(destination.name) accepted nothing within \(budgetWords); the last answer was: \(again.reason)")
  }
}
