import Records
import Threads

/// What a run did: the one place where it is counted, read by the summary, the progress line and the exit code.
public struct RunCounts: Sendable, Equatable {
  public var sources = 0
  public var objects = 0
  /// Bytes read as stored, packed where they are packed.
  public var bytesRead = 0
  public var recordsRead = 0
  public var recordsShipped = 0
  public var recordsRejected = 0
  /// Records that were read and neither accepted, rejected nor spooled: they are read again by the next run.
  public var recordsUnsent = 0
  /// Records that were written into the spool.
  public var recordsSpooled = 0
  /// Records of the spool that were accepted or rejected, beside those that were read.
  public var recordsFromSpool = 0
  /// What was passed over on purpose, by reason.
  public var skipped: [String: Int] = [:]
  /// Objects of S3 that have to be restored before they can be read, by their storage class.
  public var archived: [String: Int] = [:]
  /// Batches that the destination accepted.
  public var batches = 0
  public var requests = 0
  public var retries = 0
  /// Bytes of accepted bodies.
  public var bytesSent = 0
  /// About what the workspace is billed for the accepted bodies; in a dry run, for those that would have been sent.
  public var bytesBilled = 0
  /// The part of it for records of usage, and what their events would have been billed with, each sent by itself.
  public var bytesBilledOfUsage = 0
  public var bytesBilledOfEventsRolledUp: Int {
    mapping.bytesRolledUp + mapping.eventsRolledUp * BilledSize.standardColumnBytes
  }
  public var mapping = MappingCounts()
  /// Bytes that all sources together hold, where that is known before they are read.
  public var bytesExpected: Int?

  public init() {}
}

/// Counts of a run in progress, shared by its threads.
public final class RunReport: Sendable {
  private struct Held {
    var counts = RunCounts()
    var problems: [Problem] = []
    var problemCount = 0
    var noteCount = 0
    var ended: MonotonicTime?
    var parts: [(name: String, report: RunReport)] = []
  }

  private let held = Monitor(Held())
  private let started = MonotonicTime.now
  /// The whole that this is a part of; nil of a run's own.
  private let whole: RunReport?

  /// Begins to count, and to measure the time.
  public init() { whole = nil }

  private init(of whole: RunReport) { self.whole = whole }

  /// Counts of one of several destinations, which count in this report as well.
  func part(_ name: String) -> RunReport {
    let part = RunReport(of: self)
    held.change { $0.parts.append((name, part)) }
    return part
  }

  /// What is counted by destination; empty where there is one.
  public var parts: [(name: String, counts: RunCounts)] {
    held.read { $0.parts }.map { ($0.name, $0.report.counts) }
  }

  /// What is counted so far.
  public var counts: RunCounts { held.read { $0.counts } }

  /// More problems than these are only counted; they are of kinds that were told.
  private static let mostProblems = 100

  /// What went wrong so far, in the order it happened.
  public var problems: [Problem] {
    held.read { held in
      let untold = held.problemCount - held.problems.count
      guard untold > 0, let last = held.problems.last else { return held.problems }
      return held.problems + [Problem(last.kind, "and \(untold) more like these")]
    }
  }

  /// How often something went wrong so far, also where it had been told in the same words before.
  var noteCount: Int { held.read { $0.noteCount } }

  /// Seconds since the run began, to its end where it has ended.
  public var seconds: Double { held.read { ($0.ended ?? .now) - started }.seconds }

  func count(_ change: (inout RunCounts) -> Void) {
    held.change { change(&$0.counts) }
    whole?.count(change)
  }

  /// Counts a batch that was accepted, or that would have been sent.
  func ship(_ batch: Batch) {
    let billed = batch.billedBytes
    count { counts in
      counts.batches += 1
      counts.recordsShipped += batch.recordCount
      counts.bytesSent += batch.body.byteCount
      counts.bytesBilled += billed
      if batch.kind == .usage { counts.bytesBilledOfUsage += billed }
      if batch.spoolFile != nil { counts.recordsFromSpool += batch.recordCount }
    }
  }

  /// Counts in this part alone what the whole counts by itself.
  func countApart(_ change: (inout RunCounts) -> Void) {
    guard whole != nil else { return }
    held.change { change(&$0.counts) }
  }

  func skip(_ reason: String, _ count: Int = 1) {
    held.change { $0.counts.skipped[reason, default: 0] += count }
  }

  func archive(_ storageClass: String) {
    held.change { $0.counts.archived[storageClass, default: 0] += 1 }
  }

  func note(_ problem: Problem) {
    if let whole { return whole.note(problem) }
    held.change { held in
      held.noteCount += 1
      let isKnownKind = held.problems.contains { $0.kind == problem.kind }
      if held.problems.contains(problem) { return }
      held.problemCount += 1
      if held.problems.count < RunReport.mostProblems || !isKnownKind { held.problems.append(problem) }
    }
  }

  func end() {
    held.change { $0.ended = .now }
  }
}
