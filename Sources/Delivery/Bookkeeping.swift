import Logging
import State

/// What of a run outlives it: which records are dealt with, and the batches that could not be sent.
public final class Bookkeeping: Sendable {
  let ledger: Ledger
  let spool: Spool
  let destination: LedgerDestination
  private let run: OpenRun
  private let spoolBytes: Int
  private let batchBytes: Int

  /// Opens the ledger and the spool of a state folder whose lock the caller holds.
  ///
  /// - Parameters:
  ///   - folder: The state folder.
  ///   - destination: The destination's key, such as `dataCollector/<workspace id>/<log type>`.
  ///   - run: The run's name, for the history.
  ///   - spoolBytes: `spool.maxBytes`.
  ///   - batchBytes: `batch.maxBytes`, which must fit beside what is in the spool for another batch to be written.
  /// - Throws: Where the ledger is damaged or the disk does not do it.
  public init(
    in folder: StateFolder, destination: String, run: String, spoolBytes: Int, batchBytes: Int
  ) throws(StateError) {
    ledger = try Ledger(in: folder)
    spool = try Spool(in: folder)
    self.destination = try ledger.destination(destination)
    self.spoolBytes = spoolBytes
    self.batchBytes = batchBytes
    self.run = try ledger.begin(run: run)
    try spool.removeLeftovers()
  }

  /// Of another destination of the same run, over the same ledger and spool; to be finished and closed by the other.
  public init(beside other: Bookkeeping, destination: String, batchBytes: Int) throws(StateError) {
    ledger = other.ledger
    spool = other.spool
    run = other.run
    spoolBytes = other.spoolBytes
    self.batchBytes = batchBytes
    self.destination = try ledger.destination(destination)
  }

  /// Notes that the run listed a source to its end.
  func listedCompletely(_ source: String) throws(StateError) {
    try ledger.listedCompletely(source, for: destination, in: run)
  }

  /// Notes the end of the run, with its exit code and its report as JSON.
  public func finish(exitCode: Int, counts: String) throws(StateError) {
    try ledger.finish(run, exitCode: exitCode, counts: counts)
  }

  /// Drops objects that no run has seen for long, and old runs.
  ///
  /// - Parameters:
  ///   - objectDays: `ledger.keep` in days.
  ///   - runDays: `rejects.keep` in days.
  /// - Returns: The time that ages were counted to, in seconds since 1970; nil where none is sure and nothing was dropped.
  /// - Throws: Where the ledger does not take it.
  public func prune(objectsUnseenFor objectDays: Int, runsOlderThan runDays: Int) throws(StateError) -> Int? {
    guard let point = try ledger.surePoint(before: run) else { return nil }
    try ledger.prune(asOf: point, objectsUnseenFor: objectDays, runsOlderThan: runDays)
    return point
  }

  /// Closes the ledger; no other call may follow.
  public func close() throws(StateError) {
    try ledger.close()
  }

  /// Compares ledger and spool at the beginning of a run, and tells where they do not agree.
  func reconcile(log: Logger) throws(StateError) {
    if ledger.wasEmpty {
      log.warning(
        "\(ledger.path) was empty and is begun anew: what was shipped before is not known, and is shipped again")
    }
    let found = try ledger.reconcile(existing: spool.files.map(\.name))
    for file in found.lost {
      log.warning(
        """
        the spool file \(file.file) is gone; \(file.reopened) records of files and S3 will be shipped again, and what it held \
        of standard input is lost with it
        """)
    }
    let ours = Set(spooled.map(\.name))
    for name in found.unknown where ours.contains(name) {
      log.info("the spool file \(name) is not in the ledger, which is older than it; it is sent")
    }
  }

  /// Batches in the spool for this destination, the oldest first.
  var spooled: [SpoolFile] { spool.files.filter { $0.isFor(destination.key) } }

  /// True while there is room for another batch under `spool.maxBytes`.
  var hasRoom: Bool { spool.totalBytes + batchBytes <= spoolBytes }
}
