import AzureMonitor
import Logging
import Records
import State
import Threads
import Transport

/// Brings one batch to its end, whatever the destination answers: sends it, sends it again, halves it, rejects a record
/// of it, spools it, or gives up.
final class BatchDelivery: Sendable {
  /// How far times may be apart in one call where the service says that they are too far.
  private static let timeSpan = Duration.seconds(30 * 60)

  private let destination: any Destination
  private let attempts: Attempts
  private let timeColumn: @Sendable (RecordKind) -> String?
  private let pacer: Pacer
  private let policy: RetryPolicy
  private let lone: LoneRecords
  private let journal: Journal?
  private let outage: Outage?
  private let claims: SpoolClaims
  private let underWay = Monitor([ObjectIdentifier: Batch]())
  /// Why nothing more is sent; nil while it is.
  private let stopped = Monitor<Problem.Kind?>(nil)
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
    self.timeColumn = timeColumn
    self.policy = policy
    self.journal = journal
    self.report = report
    self.log = log
    pacer = Pacer(budget: budget)
    lone = LoneRecords(rejects: rejects, journal: journal, report: report)
    claims = SpoolClaims(journal: journal, lone: lone)
    self.outage = outage == .none ? nil : journal.map { Outage(journal: $0, rule: outage, report: report, log: log) }
    attempts = Attempts(
      to: destination, tables: tables, pacer: pacer, policy: policy, budget: budget, isPatient: self.outage == nil,
      report: report, log: log)
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
      guard claims.claim(claimed) else { return true }
      if isDown {
        claims.unclaim(claimed)
        return true
      }
    }
    defer { if let claimed { claims.unclaim(claimed) } }
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
        keepForLater([batch])
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
      switch attempts.send(part) {
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
        keepForLater(parts + [part])
        return false
      }
      if let problem { return stop(problem, parts) }
    }
    if let problem = claims.settle(batch) { return stop(problem, []) }
    return true
  }

  /// Sends the spool's batches while the destination is down, and again once it accepts; to be called by one thread.
  func drain() {
    guard let outage else { return }
    outage.drain(pacer: pacer, policy: policy, claims: claims) { self.deliver($0, isDraining: true) }
  }

  /// Notes that nothing more is read.
  func inputIsOver() { outage?.inputIsOver() }

  /// Writes down what was held back, and ends the wait for a destination that is down.
  func finish() {
    if !pacer.hasAccepted, case let records = lone.giveUpUnexplained(), let first = records.first {
      keepOrCount(records.map(\.part), because: .configuration)
      report.note(
        notTheRecords("\(records.count == 1 ? "the only record" : "all \(records.count) records")", first.words))
    }
    if let problem = rejectHeldBack() { report.note(problem) }
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
    keepForLater(batches)
    writePending()
  }

  /// How messages name the destination.
  var name: String { destination.name }

  /// True while there is room in the spool.
  var hasRoom: Bool { journal?.books.hasRoom ?? false }

  /// True while the destination is down and batches go into the spool.
  var isDown: Bool { outage?.isDown ?? false }

  /// Keeps batches that nobody will send in this run.
  func keepForLater(_ batches: [Batch]) {
    keepOrCount(batches, because: stopped.read { $0 })
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
    keepOrCount(parts, because: problem.kind)
    return false
  }

  /// Rejects what was held back, and forgets the spool files that kept it.
  private func rejectHeldBack() -> Problem? {
    if let problem = lone.release() { return problem }
    return claims.settleThrough()
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
    return rejectHeldBack()
  }

  private func refusedAlone(_ part: Batch, _ reason: Answer.Halve) -> Problem? {
    let record = LoneRecord(
      part: part.copied(), words: "\(destination.name) does not take this record: \(reason.words)",
      isExplained: reason.isOfTheRecord(part.body.byteCount))
    switch lone.add(record, destinationHasAccepted: pacer.hasAccepted) {
    case .taken: return nil
    case .failed(let problem): return problem
    case .tooMany(let records):
      keepOrCount(records.map(\.part), because: .configuration)
      return notTheRecords("the first \(LoneRecords.mostRefused) records one by one", reason.words)
    }
  }

  private func notTheRecords(_ what: String, _ reason: String) -> Problem {
    Problem(
      .configuration,
      "\(destination.name) refused \(what) and accepted nothing (\(reason)): it is not the records. Nothing was rejected; "
        + "check the table and its columns, and what stands before the service")
  }

  /// Keeps what the destination did not accept, in the spool or where it came from.
  private func keepOrCount(_ parts: [Batch], because kind: Problem.Kind?) {
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
}

extension Answer.Halve {
  /// Body bytes of a record alone, above which its size may be what is refused.
  private static let smallRecord = 64_000

  /// Whether a record that was sent alone is surely at fault, and not something before the service.
  fileprivate func isOfTheRecord(_ bytes: Int) -> Bool {
    switch self {
    case .invalidData, .timeRange: true
    case .tooLarge: bytes > Self.smallRecord
    case .unexplained: false
    }
  }
}
