import Foundation
import Records
import State

extension Bookkeeping {
  /// Writes a batch into the spool; the ledger knows nothing of it yet.
  ///
  /// - Returns: Its file, which is on disk.
  func write(_ batch: Batch) throws(StateError) -> SpoolFile {
    let header = SpoolHeader(
      destination: destination.key, records: batch.recordCount, details: [Bookkeeping.kindDetail: batch.kind.rawValue],
      sources: SpooledPlaces(batch).text, created: Int(time(nil)))
    // The bytes are lent for the call only, so the error is carried out by hand.
    let written = batch.body.withBytes { bytes -> Result<SpoolFile, StateError> in
      do throws(StateError) { return .success(try spool.write(header, body: bytes)) } catch { return .failure(error) }
    }
    return try written.get()
  }

  /// Reads a batch from the spool into memory of the run.
  ///
  /// - Returns: nil where the file is damaged; it is then moved aside, and `problem` says so.
  func read(_ file: SpoolFile, into body: BatchBody) throws(StateError) -> (batch: Batch?, problem: Problem?) {
    // A body may have been packed under another batch.maxBytes.
    switch try spool.read(file, bodyLimit: Bookkeeping.largestBody) {
    case .damaged(let damage): return (nil, try damaged(file, damage))
    case .batch(let spooled):
      let header = spooled.header
      guard header.destination == destination.key else {
        let reason = "it says that it is for another destination than its name does"
        return (nil, try damaged(file, spool.setAside(file, because: reason)))
      }
      guard let kind = Bookkeeping.kind(header) else {
        return (nil, try damaged(file, spool.setAside(file, because: "its records are of a kind that is not known")))
      }
      spooled.body.withUnsafeBytes { body.writer.append($0) }
      if let batch = SpooledPlaces(header.sources)?.batch(kind, body, file) { return (batch, nil) }
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
