import Records
import State
import Transport

/// Memory for the body of one batch, and for where its records lie: it serves one batch after another, since fresh pages
/// for each would take a fortieth of a run's CPU time.
///
/// `@unchecked Sendable`: one thread fills it while it is open; then it is handed over through a `Monitor`, whose lock
/// orders the accesses, and only read until it goes back to the pool the same way.
final class BatchBody: BodyBytes, @unchecked Sendable {
  var writer: ByteWriter
  /// One for each record, in the order of the body.
  var entries: [Batch.Entry] = []

  init(capacity: Int) {
    writer = ByteWriter(capacity: capacity)
  }

  var byteCount: Int { writer.count }

  /// Forgets what is in it.
  func clear() {
    writer.truncate(to: 0)
    entries.removeAll(keepingCapacity: true)
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(writer.bytes)
  }
}

/// Mapped records that are sent together, in the order in which they came.
struct Batch: Sendable {
  /// One record of the body; small, since there are tens of thousands in each batch.
  struct Entry: Sendable {
    private var first: UInt32
    private var behind: UInt32
    private let sourceIndex: UInt32
    let position: SourcePosition

    /// A record of a body.
    ///
    /// - Parameters:
    ///   - range: Where its object lies in the body, which is no larger than 4 GB, without the commas around it.
    ///   - source: Index of its source in the batch's `sources`.
    ///   - position: Where it lies there.
    init(_ range: Range<Int>, source: Int, position: SourcePosition) {
      first = UInt32(range.lowerBound)
      behind = UInt32(range.upperBound)
      sourceIndex = UInt32(source)
      self.position = position
    }

    var range: Range<Int> { Int(first)..<Int(behind) }
    var source: Int { Int(sourceIndex) }

    /// The same record in a body where it lies elsewhere.
    func moved(by distance: Int) -> Entry {
      Entry(range.lowerBound + distance..<range.upperBound + distance, source: source, position: position)
    }
  }

  /// What its records tell, and with that the table that they go to.
  let kind: RecordKind
  /// A JSON array of the records, brackets and commas included.
  let body: BatchBody
  /// The objects that the records come from.
  let sources: [BatchSource]
  /// The file that holds the batch, where it comes from the spool.
  var spoolFile: SpoolFile?

  var entries: [Entry] { body.entries }

  var recordCount: Int { entries.count }

  /// True where every record can be read again from where it came.
  var isRepeatable: Bool { sources.allSatisfy { $0.object != nil } }

  /// Takes the records for dealt with, which is to be done once: the records as the ledger knows them, none of a stream.
  func settle() -> [Resolution] {
    // Entries of one source lie together, since objects are read one after another.
    var resolutions: [Resolution] = []
    var rest = entries[...]
    while let first = rest.first {
      let ours = rest.prefix { $0.source == first.source }
      rest = rest[ours.endIndex...]
      if let usage = sources[first.source].usage {
        if let resolution = usage.settle(ours.count) { resolutions.append(resolution) }
        continue
      }
      guard let object = sources[first.source].object else { continue }
      let last = ours.last ?? first
      var records = RecordSpans()
      // Their numbers ascend, so that none is missing where there are as many as that.
      assert(zip(ours, ours.dropFirst()).allSatisfy { $0.position.record < $1.position.record })
      if last.position.record - first.position.record == ours.count - 1 {
        records.insert(first.position.record..<last.position.record + 1)
      } else {
        for entry in ours { records.insert(entry.position.record) }
      }
      resolutions.append(Resolution(object, records: records, resume: ResumePoint(last.position)))
    }
    return resolutions
  }

  /// The object of a record as it is sent.
  func record(_ entry: Entry) -> String {
    body.withBytes { String(decoding: $0[entry.range], as: UTF8.self) }
  }

  /// Two batches of half the records each, in memory of their own; of a single record there are no halves.
  func halves() -> (Batch, Batch)? {
    guard entries.count > 1 else { return nil }
    let middle = entries.count / 2
    return (part(0..<middle), part(middle..<entries.count))
  }

  /// The same records in memory of their own, which outlives that of the run's pool.
  func copied() -> Batch { part(0..<entries.count) }

  private func part(_ range: Range<Int>) -> Batch {
    let start = entries[range.lowerBound].range.lowerBound
    let end = entries[range.upperBound - 1].range.upperBound
    let half = BatchBody(capacity: end - start + 2)
    half.writer.append(UInt8(ascii: "["))
    body.withBytes { half.writer.append(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    half.writer.append(UInt8(ascii: "]"))
    half.entries = entries[range].map { $0.moved(by: 1 - start) }
    return Batch(kind: kind, body: half, sources: sources, spoolFile: spoolFile)
  }

  /// Some of the records in memory of their own.
  ///
  /// - Parameter indices: Of the entries, ascending.
  /// - Returns: A batch in which they lie in the same order.
  func part(_ indices: [Int]) -> Batch {
    let entries = entries
    let bytes = indices.reduce(1) { $0 + entries[$1].range.count + 1 }
    let part = BatchBody(capacity: bytes)
    part.entries.reserveCapacity(indices.count)
    part.writer.append(UInt8(ascii: "["))
    for index in indices {
      let entry = entries[index]
      if !part.entries.isEmpty { part.writer.append(UInt8(ascii: ",")) }
      part.entries.append(entry.moved(by: part.writer.count - entry.range.lowerBound))
      body.withBytes { part.writer.append(UnsafeRawBufferPointer(rebasing: $0[entry.range])) }
    }
    part.writer.append(UInt8(ascii: "]"))
    return Batch(kind: kind, body: part, sources: sources, spoolFile: spoolFile)
  }
}

/// An object that records of a batch come from.
struct BatchSource: Sendable {
  let name: String
  /// What the ledger knows it by; nil for a stream, and where there is no ledger.
  let object: ObjectIdentity?
  /// Of records of usage: the events that they stand for.
  var usage: UsageShare?
}

extension ResumePoint {
  init(_ position: SourcePosition) {
    self.init(record: position.record, line: position.line, byteOffset: position.byteOffset)
  }
}
