import Foundation
import Logging
import Records
import State
import Synchronization

/// What of a run outlives it: which records are dealt with, and the batches that could not be sent.
///
/// A position is written down only after what it depends on is on disk: an acknowledgement after the destination's
/// 2xx, a reject after its line, a spooled batch after its file. What a crash leaves out is shipped again, never lost.
public final class Bookkeeping: Sendable {
  /// Ends and rejects that were not written down yet; more than these are not held.
  private static let mostPending = 1000

  let ledger: Ledger
  let spool: Spool
  let destination: LedgerDestination
  private let run: OpenRun
  private let spoolBytes: Int
  private let batchBytes: Int
  private let pending = Mutex([Resolution]())

  /// Opens the ledger and the spool of a state folder whose lock the caller holds.
  ///
  /// - Parameters:
  ///   - folder: The state folder.
  ///   - destination: The destination's key, such as `dataCollector/<workspace id>/<log type>`.
  ///   - run: The run's name, for the history.
  ///   - spoolBytes: `spool.maxBytes`.
  ///   - batchBytes: The largest body that is sent.
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
  public func prune(objectsUnseenFor objectDays: Int, runsOlderThan runDays: Int) throws(StateError) {
    try ledger.prune(objectsUnseenFor: objectDays, runsOlderThan: runDays)
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
      log.warning("the spool file \(file.file) is gone; \(file.reopened) records of files and S3 will be shipped again")
    }
    for name in found.unknown {
      log.info("the spool file \(name) is not in the ledger, since a run ended between the two; it is sent")
    }
  }

  /// Batches in the spool for this destination, the oldest first.
  var spooled: [SpoolFile] { spool.files.filter { $0.isFor(destination.key) } }

  /// Remembers records that were rejected, or an object's end, for the next time that anything is written down.
  func remember(_ resolution: Resolution, rejects: Rejects) throws(StateError) {
    let count = pending.withLock { pending in
      pending.append(resolution)
      return pending.count
    }
    if count >= Bookkeeping.mostPending { try writePending(rejects: rejects) }
  }

  /// Writes down what is remembered.
  func writePending(rejects: Rejects) throws(StateError) {
    try acknowledge([], accepted: 0, rejects: rejects)
  }

  /// Writes down that the destination accepted a part of a batch.
  func acknowledge(_ part: Batch, rejects: Rejects) throws(StateError) {
    try acknowledge(part.spoolFile == nil ? part.settle() : [], accepted: part.recordCount, rejects: rejects)
  }

  private func acknowledge(_ resolutions: [Resolution], accepted: Int, rejects: Rejects) throws(StateError) {
    let remembered = pending.withLock { pending in
      defer { pending = [] }
      return pending
    }
    do throws(StateError) {
      if !remembered.isEmpty { try rejects.sync() }
      try ledger.acknowledge(resolutions + remembered, accepted: accepted, for: destination)
    } catch {
      pending.withLock { $0 = remembered + $0 }
      throw error
    }
  }

  /// True while there is room for another batch under `spool.maxBytes`.
  var hasRoom: Bool { spool.totalBytes + batchBytes <= spoolBytes }

  /// Writes a batch into the spool, and its records into the ledger as spooled.
  func keep(_ batch: Batch) throws(StateError) {
    let header = SpoolHeader(
      destination: destination.key, records: batch.recordCount, details: [Bookkeeping.kindDetail: batch.kind.rawValue],
      sources: SpooledPlaces(batch).text, created: Int(time(nil)))
    // The bytes are lent for the call only, so the error is carried out by hand.
    let written = batch.body.withBytes { bytes -> Result<SpoolFile, StateError> in
      do throws(StateError) { return .success(try spool.write(header, body: bytes)) } catch { return .failure(error) }
    }
    try ledger.spool(try written.get().name, batch.settle(), for: destination)
  }

  /// Reads a batch from the spool into memory of the run.
  ///
  /// - Returns: nil where the file is damaged; it is then moved aside, and `problem` says so.
  func read(_ file: SpoolFile, into body: BatchBody) throws(StateError) -> (batch: Batch?, problem: Problem?) {
    // A body may have been packed under another batch.maxBytes.
    switch try spool.read(file, bodyLimit: Bookkeeping.largestBody) {
    case .damaged(let damage): return (nil, try damaged(file, damage))
    case .batch(let spooled):
      spooled.body.withUnsafeBytes { body.writer.append($0) }
      guard let kind = Bookkeeping.kind(spooled.header) else {
        body.clear()
        return (nil, try damaged(file, spool.setAside(file, because: "its records are of a kind that is not known")))
      }
      if let batch = SpooledPlaces(spooled.header.sources)?.batch(kind, body, file) { return (batch, nil) }
      body.clear()
      return (nil, try damaged(file, spool.setAside(file, because: "it does not say where its records come from")))
    }
  }

  /// Forgets a file that was moved aside.
  ///
  /// - Returns: What to tell of it.
  private func damaged(_ file: SpoolFile, _ damage: SpoolDamage) throws(StateError) -> Problem {
    let lost = try ledger.spoolLost(file.name)
    let again = lost.map { "; \($0.reopened) of its records come from files or S3 and are shipped again" } ?? ""
    return Problem(.disk, "\(damage.description)\(again)")
  }

  private static let largestBody = 64 << 20
  private static let kindDetail = "kind"

  /// What the records of a spooled batch tell: files from before there were other kinds do not say, and hold reports.
  private static func kind(_ header: SpoolHeader) -> RecordKind? {
    header.details[kindDetail].map { RecordKind(rawValue: $0) } ?? .report
  }

  /// Forgets a spooled batch all of whose records are accepted or rejected.
  func settle(_ file: SpoolFile, rejects: Rejects) throws(StateError) {
    try rejects.sync()
    try ledger.spoolSettled(file.name)
    try spool.remove(file)
  }
}

/// Where the records of a spooled batch come from and lie in its body, as the spool keeps it.
private struct SpooledPlaces: Codable {
  var names: [String]
  /// Start, end, index of the name, record, line and byte of each record.
  var entries: [[Int]]

  init(_ batch: Batch) {
    names = batch.sources.map(\.name)
    entries = batch.entries.map {
      [
        $0.range.lowerBound, $0.range.upperBound, $0.source, $0.position.record, $0.position.line,
        $0.position.byteOffset,
      ]
    }
  }

  init?(_ text: String) {
    guard let places = try? JSONDecoder().decode(SpooledPlaces.self, from: Data(text.utf8)) else { return nil }
    self = places
  }

  var text: String {
    // Strings and numbers always encode.
    (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  func batch(_ kind: RecordKind, _ body: BatchBody, _ file: SpoolFile) -> Batch? {
    for entry in entries {
      guard entry.count == 6, entry[0] >= 1, entry[0] < entry[1], entry[1] < body.byteCount,
        names.indices.contains(entry[2])
      else { return nil }
      body.entries.append(
        Batch.Entry(
          entry[0]..<entry[1], source: entry[2],
          position: .init(record: entry[3], line: entry[4], byteOffset: entry[5])))
    }
    return Batch(
      kind: kind, body: body, sources: names.map { BatchSource(name: $0, object: nil) }, spoolFile: file)
  }
}
