import Records
import Transport

/// Memory for the body of one batch.
///
/// `@unchecked Sendable`: one thread fills it while it is open; then it is handed over through a `Monitor`, whose lock
/// orders the accesses, and only read until it goes back to the pool the same way.
final class BatchBody: BodyBytes, @unchecked Sendable {
  var writer: ByteWriter

  init(capacity: Int) {
    writer = ByteWriter(capacity: capacity)
  }

  var byteCount: Int { writer.count }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(writer.bytes)
  }
}

/// Mapped records that are sent together, in the order in which they came.
struct Batch: Sendable {
  /// One record of the body.
  struct Entry: Sendable {
    /// Where its object lies in the body, without the commas around it.
    var start: Int
    var end: Int
    /// Index of its source in the batch's `sources`.
    var source: Int
    var position: SourcePosition
  }

  /// A JSON array of the records, brackets and commas included.
  let body: BatchBody
  let entries: [Entry]
  /// Names of the objects that the records come from.
  let sources: [String]

  var recordCount: Int { entries.count }

  /// The object of a record as it is sent.
  func record(_ entry: Entry) -> String {
    body.withBytes { String(decoding: $0[entry.start..<entry.end], as: UTF8.self) }
  }

  /// Two batches of half the records each, in memory of their own; of a single record there are no halves.
  func halves() -> (Batch, Batch)? {
    guard entries.count > 1 else { return nil }
    let middle = entries.count / 2
    return (part(0..<middle), part(middle..<entries.count))
  }

  private func part(_ range: Range<Int>) -> Batch {
    let start = entries[range.lowerBound].start
    let end = entries[range.upperBound - 1].end
    let half = BatchBody(capacity: end - start + 2)
    half.writer.append(UInt8(ascii: "["))
    body.withBytes { half.writer.append(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    half.writer.append(UInt8(ascii: "]"))
    let moved = entries[range].map { entry in
      var entry = entry
      entry.start += 1 - start
      entry.end += 1 - start
      return entry
    }
    return Batch(body: half, entries: moved, sources: sources)
  }
}
