import AzureMonitor
import Logging
import Records
import State
import Threads
import Transport

/// Brings one batch to its end, whatever the destination answers: sends it, sends it again, halves it, rejects a record
/// of it, spools it, or gives up.
final class BatchDelivery: Sendable {
  /// How often a 403 is tried again soon once the destination has accepted a batch in this run, and how many keys are tried.
  private static let refusalTries = 3
  /// How long it is tried from then on, so that a new key is found that is a while in coming: two keys may be rotated one
  /// after the other, and whoever keeps them may learn of it late.
  private static let refusalPatience = Duration.seconds(30)
  /// How far times may be apart in one call where the service says that they are too far.
  private static let timeSpan = Duration.seconds(30 * 60)
  /// The least time between two of these tries.
  private static let refusalPause = Duration.milliseconds(2500)

  private enum Attempted {
    case accepted
    case halve(Answer.Halve)
    /// With what is wrong with the key beside it, where it could not be read again.
    case stop(Problem, key: Problem? = nil)
    /// Another thread stopped the run.
    case stopped
  }

  private let destination: any Destination
  private let tables: RecordTables
  private let timeColumn: @Sendable (RecordKind) -> String?
  private let pacer: Pacer
  private let policy: RetryPolicy
  private let budgetWords: String
  private let lone: LoneRecords
  private let journal: Journal?
  private let outage: Outage?
  private let underWay = Monitor([ObjectIdentifier: Batch]())
  /// Names of the files of the spool that somebody sends.
  private let claims = Monitor(Set<String>())
  /// Why nothing more is sent; nil while it is.
  private let stopped = Monitor<Problem.Kind?>(nil)
  /// Spool files that are through, but for records of them that are held back.
  private let unsettled = Monitor([SpoolFile]())
  private let report: RunReport
  private let log: Logger

  /// Makes what sends to one destination.
  ///
  /// - Parameters:
  ///   - destination: Who is asked again for as long as `budget` while it accepts nothing.
  ///   - tables: The destination's, by kind.
  ///   - timeColumn: The column that has a record's own time, by kind, as it is sent; nil where none is.
  ///   - budget: `retry.budget`.
  ///   - policy: The time between two attempts.
  ///   - rejects: Where records go that the destination does not take.
  ///   - journal: What outlives the run; nil where nothing does.
  ///   - outage: What becomes of reading while the destination is down.
  ///   - report: Where it is counted.
  ///   - log: Where it is told.
  init(
    to destination: any Destination, tables: RecordTables, timeColumn: @escaping @Sendable (RecordKind) -> String?,
    budget: Duration, policy: RetryPolicy, rejects: Rejects,
    journal: Journal?, outage: OutageRule, report: RunReport, log: Logger
  ) {
    self.destination = destination
    self.tables = tables
    self.timeColumn = timeColumn
    self.policy = policy
    self.journal = journal
    self.report = report
    self.log = log
    pacer = Pacer(budget: budget)
    budgetWords = "retry.budget (\(budget.shortForm))"
    lone = LoneRecords(rejects: rejects, journal: journal, report: report)
    self.outage = outage == .none ? nil : journal.map { Outage(journal: $0, rule: outage, report: report, log: log) }
  }

  /// Sends a batch until it is dealt with.
  ///
  /// - Parameters:
  ///   - batch: Of a source or of the spool.
  ///   - isDraining: True for a batch of the spool that is sent while the destination is down.
  /// - Returns: False where the run has to stop, or the drained batch was not accepted; what was not accepted is spooled
  ///   or counted as unsent then.
  func deliver(_ batch: Batch, isDraining: Bool = false) -> Bool {
    // It is in the spool already, and sent from there, by one thread at a time.
    let claimed = isDraining ? nil : batch.spoolFile
    if let claimed {
      guard claim(claimed) else { return true }
      if isDown {
        release(claimed)
        return true
      }
    }
    defer { if let claimed { release(claimed) } }
    // Who waits for room in a full spool must not hold the turn that the spool's own batches need.
    repeat {
      if let outage, batch.spoolFile == nil {
        do throws(StateError) {
          switch try outage.keep(batch) {
          case .isUp: break
          case .kept:
            report.count { $0.recordsSpooled += batch.recordCount }
            return true
          case .noRoom:
            report.count { $0.recordsUnsent += batch.recordCount }
            return true
          case .keptBeyond:
            report.count { $0.recordsSpooled += batch.recordCount }
            return stop(Problem(.unsent, "the spool has reached spool.maxBytes, and \(name) is down: reading ends"), [])
          }
        } catch {
          return stop(Problem(error), [batch])
        }
      }
      guard pacer.enter() else {
        unsent([batch], because: nil)
        return false
      }
      guard isDown, !isDraining else { break }
      pacer.leave()
      // Of a batch of the spool whoever sends the spool takes care.
      if batch.spoolFile != nil { return true }
    } while true
    defer { pacer.leave() }
    underWay.change { $0[ObjectIdentifier(batch.body)] = batch }
    defer { underWay.change { $0[ObjectIdentifier(batch.body)] = nil } }
    var parts =
      destination.maxTimeSpan.map { Array(batch.divided(within: $0, by: timeColumn(batch.kind)).reversed()) } ?? [batch]
    while let part = parts.popLast() {
      let problem: Problem?
      switch attempt(part) {
      case .accepted:
        problem = accepted(part)
      case .halve(.timeRange(let words)):
        let divided = part.divided(within: BatchDelivery.timeSpan, by: timeColumn(part.kind))
        log.debug("\(destination.name) does not take records of times so far apart (\(words)): dividing them")
        if divided.count > 1 {
          parts += divided.reversed()
          problem = nil
        } else if let (first, second) = part.halves() {
          parts += [second, first]
          problem = nil
        } else {
          problem = refusedAlone(part, .timeRange(words))
        }
      case .halve(let reason):
        if let (first, second) = part.halves() {
          log.debug("\(destination.name) does not take \(part.recordCount) records at once (\(reason.words)): halving")
          parts.append(second)
          parts.append(first)
          problem = nil
        } else {
          problem = refusedAlone(part, reason)
        }
      case .stop(let reason, let keyProblem):
        // A destination that accepted before may do so again, once its key is renewed; a stream cannot be read again.
        if let outage, reason.kind == .unsent || reason.kind == .credentials && pacer.hasAccepted {
          return isDraining ? false : begin(outage, [reason, keyProblem].compactMap { $0 }, parts + [part])
        }
        if let keyProblem { report.note(keyProblem) }
        return stop(reason, parts + [part])
      case .stopped:
        unsent(parts + [part], because: nil)
        return false
      }
      if let problem { return stop(problem, parts) }
    }
    return settle(batch)
  }

  /// Sends the spool's batches while the destination is down, and again once it accepts; to be called by one thread.
  func drain() {
    guard let outage else { return }
    outage.drain(
      pacer: pacer, policy: policy, isThrough: { file in unsettled.read { $0.contains(file) } },
      claim: { self.claim($0) }, release: { self.release($0) },
      deliver: { self.deliver($0, isDraining: true) })
  }

  /// Takes a file of the spool for the thread that sends it.
  private func claim(_ file: SpoolFile) -> Bool { claims.change { $0.insert(file.name).inserted } }

  private func release(_ file: SpoolFile) { claims.change { _ = $0.remove(file.name) } }

  /// Notes that nothing more is read.
  func inputIsOver() { outage?.inputIsOver() }

  /// Writes down what was held back, and ends the wait for a destination that is down.
  func finish() {
    if let problem = release() { report.note(problem) }
    writePending()
  }

  private func writePending() {
    guard let journal else { return }
    do throws(StateError) {
      try journal.writePending()
    } catch {
      report.note(Problem(error))
    }
  }

  /// Waits for a spool that is being sent, and ends the wait for a destination that is down.
  func endOutage() {
    outage?.waitForRecovery()
    // That something is in the spool is told anyway; that the key was refused is not.
    for reason in outage?.reasons ?? [] where reason.kind != .unsent { report.note(reason) }
    outage?.end()
  }

  /// Gives up all patience where there is no key or token to send by, and nobody is asked for one any more.
  func giveUpUnlessLetIn() {
    if !destination.isLetIn { giveUp() }
  }

  /// Gives up all patience: whoever waits spools what it has.
  func giveUp() {
    pacer.stop()
    outage?.end()
  }

  /// Spools what is still under way, for a process that ends now.
  func abandon() {
    let batches = underWay.read { Array($0.values) }
    unsent(batches, because: nil)
    writePending()
  }

  /// How messages name the destination.
  var name: String { destination.name }

  /// True while there is room in the spool.
  var hasRoom: Bool { journal?.books.hasRoom ?? false }

  /// True while the destination is down and batches go into the spool.
  var isDown: Bool { outage?.isDown ?? false }

  /// Keeps batches that nobody will send in this run.
  func leave(_ batches: [Batch]) {
    unsent(batches, because: stopped.read { $0 })
  }

  private func begin(_ outage: Outage, _ reasons: [Problem], _ parts: [Batch]) -> Bool {
    do throws(StateError) {
      if try outage.begin(with: parts, because: reasons), let reason = reasons.first {
        log.warning("\(reason.words). Reading goes on into the spool, which is sent once the destination accepts again")
      }
      let spooled = parts.filter { $0.spoolFile == nil }.reduce(0) { $0 + $1.recordCount }
      report.count { $0.recordsSpooled += spooled }
      return true
    } catch {
      return stop(Problem(error), parts)
    }
  }

  private func stop(_ problem: Problem, _ parts: [Batch]) -> Bool {
    report.note(problem)
    stopped.change { $0 = $0 ?? problem.kind }
    pacer.stop()
    unsent(parts, because: problem.kind)
    return false
  }

  private func settle(_ batch: Batch) -> Bool {
    guard let file = batch.spoolFile else { return true }
    unsettled.change { $0.append(file) }
    if let problem = settleThrough() { return stop(problem, []) }
    return true
  }

  /// Rejects what was held back, and forgets the spool files that kept it.
  private func release() -> Problem? {
    if let problem = lone.release() { return problem }
    return settleThrough()
  }

  /// Forgets the spool files of which nothing is held back.
  private func settleThrough() -> Problem? {
    guard let journal else { return nil }
    let through = unsettled.change { files in
      let held = files.filter { lone.holds($0) }
      defer { files = held }
      return files.filter { !held.contains($0) }
    }
    do throws(StateError) {
      for file in through { try journal.settle(file) }
      return nil
    } catch {
      return Problem(error)
    }
  }

  private func accepted(_ part: Batch) -> Problem? {
    pacer.accepted()
    report.ship(part)
    do throws(StateError) {
      try journal?.acknowledge(part)
    } catch {
      return Problem(
        .disk, "\(error.description). The batches in flight are not marked as shipped and will be sent again")
    }
    return release()
  }

  private func refusedAlone(_ part: Batch, _ reason: Answer.Halve) -> Problem? {
    let record = LoneRecord(
      part: part.copied(), words: "\(destination.name) does not take this record: \(reason.words)")
    switch lone.add(record, destinationHasAccepted: pacer.hasAccepted) {
    case .taken: return nil
    case .failed(let problem): return problem
    case .tooMany(let records):
      unsent(records.map(\.part), because: .configuration)
      return Problem(
        .configuration,
        "\(destination.name) refused the first \(LoneRecords.mostRefused) records one by one and accepted nothing "
          + "(\(reason.words)): it is not the records. Nothing was rejected; check the table and its columns")
    }
  }

  /// Keeps what the destination did not accept, in the spool or where it came from.
  private func unsent(_ parts: [Batch], because kind: Problem.Kind?) {
    for part in parts where part.spoolFile == nil {
      if let journal, kind != .disk, kind != .configuration || !part.isRepeatable,
        journal.books.hasRoom || !part.isRepeatable
      {
        do throws(StateError) {
          try journal.keep(part)
          report.count { $0.recordsSpooled += part.recordCount }
          continue
        } catch {
          report.note(Problem(error))
        }
      }
      report.count { $0.recordsUnsent += part.recordCount }
    }
  }

  private func attempt(_ part: Batch) -> Attempted {
    var random = SystemRandomNumberGenerator()
    var attempts = 0
    var refusals = 0
    var refusedSince: ContinuousClock.Instant?
    var silentCloses = 0
    while true {
      guard pacer.waitForTurn() else { return .stopped }
      while let wait = destination.turn(for: part.body.byteCount) {
        guard pacer.pause(to: .now + wait) else { return .stopped }
      }
      report.count { counts in
        counts.requests += 1
        if attempts > 0 { counts.retries += 1 }
      }
      attempts += 1
      let began = ContinuousClock.now
      switch destination.send(part.body, to: tables[part.kind], silentCloses: silentCloses) {
      case .accepted: return .accepted
      case .halve(let reason): return .halve(reason)
      case .refused(let refusal) where refusal.kind == .credentials:
        refusals += 1
        let since = refusedSince ?? began
        refusedSince = since
        // A stream's records go into the spool meanwhile, from where they are tried again.
        let isPatient = pacer.hasAccepted && outage == nil && .now - since < BatchDelivery.refusalPatience
        var keyProblem: Problem?
        switch destination.readCredentialsAgain(refusedSince: began) {
        case .changed where refusals <= BatchDelivery.refusalTries || isPatient:
          log.warning(
            "\(destination.name) refused the \(destination.credentials); there is another one now, and the batch is sent with it"
          )
          continue
        case .changed, .same: break
        case .failed(let failure):
          // A token that nobody gave was told as the refusal.
          if failure.words != refusal.words {
            keyProblem = Problem(failure, of: destination.credentials)
            log.warning("the \(destination.credentials) cannot be read again: \(failure.words)")
          }
        }
        // The same key was good a moment ago: the service, or something before it, is of two minds.
        guard pacer.hasAccepted, refusals <= BatchDelivery.refusalTries || isPatient else {
          return .stop(Problem(refusal), key: keyProblem)
        }
        log.warning(
          "\(destination.name) refused the \(destination.credentials) after it had accepted others; the batch is sent again"
        )
        let soon = policy.delay(attempt: refusals, random: &random)
        let delay = refusals < BatchDelivery.refusalTries ? soon : max(soon, BatchDelivery.refusalPause)
        guard case .wait(let until) = pacer.backOff(delay, asked: nil, forAll: false) else {
          return .stop(Problem(refusal), key: keyProblem)
        }
        if !pacer.pause(to: until) { return .stopped }
      case .refused(let refusal): return .stop(Problem(refusal))
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
