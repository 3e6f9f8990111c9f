import Records
import Threads

/// Packs mapped records of one kind into batches of at most so many bytes.
struct Batcher: ~Copyable {
  /// What a spooled batch says of each record has to fit into its head.
  static let mostRecords = 100_000
  /// Brackets around the records.
  static let overhead = 2

  private let kind: RecordKind
  private let limit: () -> Int
  /// Of the open batch.
  private var maxBytes = 0
  private let takeBody: () -> BatchBody?
  /// The open batch's memory; its writer is `writer` and its entries are `entries` while it is open.
  private var body: BatchBody?
  /// Both held here and not by way of `body`, since every record is written through them.
  private var writer = ByteWriter(capacity: 0)
  private var entries: [Batch.Entry] = []
  /// How many records the next batch may have, from the last one.
  private var expected = 0
  private var sources: [BatchSource] = []
  private var isNewSource = false
  private var source = BatchSource(name: "", object: nil)
  /// When the first record of the open batch came; nil while it has none.
  private(set) var openedAt: MonotonicTime?

  /// Makes a batcher.
  ///
  /// - Parameters:
  ///   - kind: What all its records tell.
  ///   - limit: Tells the largest body in bytes, for each batch that is begun.
  ///   - takeBody: Gives memory for a body, waiting while all of it is in flight; nil once the run has to stop.
  init(kind: RecordKind, limit: @escaping () -> Int, takeBody: @escaping () -> BatchBody?) {
    self.kind = kind
    self.limit = limit
    self.takeBody = takeBody
  }

  enum Added {
    case open
    /// The record found no room: this batch was closed, and the record is the first of the next.
    case closed(Batch)
    case rejected(RejectReason)
    /// No memory is given any more: the run has to stop, and the record was not taken.
    case stopped
  }

  /// Names the object that the records which follow come from.
  mutating func begin(source next: BatchSource) {
    source = next
    isNewSource = true
  }

  /// Adds a record.
  ///
  /// - Parameters:
  ///   - position: Where it lies there.
  ///   - write: Appends the record's object, or nothing where it says why not.
  /// - Returns: What became of the record, and the batch that it closed.
  @inline(__always)
  mutating func add(
    at position: SourcePosition, write: (inout ByteWriter) -> RejectReason?
  ) -> Added {
    if body == nil {
      guard let fresh = takeBody() else { return .stopped }
      open(fresh)
    }
    let before = writer.count
    if !entries.isEmpty { writer.append(UInt8(ascii: ",")) }
    let start = writer.count
    if let reason = write(&writer) {
      writer.truncate(to: before)
      return .rejected(reason)
    }
    let end = writer.count
    guard end + 1 > maxBytes || entries.count >= Batcher.mostRecords, !entries.isEmpty else {
      append(start..<end, position)
      return .open
    }
    return closeBefore(start..<end, position)
  }

  /// Closes the open batch, whose last record goes into the next.
  private mutating func closeBefore(_ record: Range<Int>, _ position: SourcePosition) -> Added {
    guard let fresh = takeBody() else {
      writer.truncate(to: record.lowerBound - 1)
      return .stopped
    }
    fresh.writer.append(UInt8(ascii: "["))
    fresh.writer.append(UnsafeRawBufferPointer(rebasing: writer.bytes[record]))
    writer.truncate(to: record.lowerBound - 1)
    let closed = close()
    hold(fresh)
    append(1..<1 + record.count, position)
    return closed.map { .closed($0) } ?? .open
  }

  /// Closes the open batch.
  ///
  /// - Returns: nil where it has no record.
  mutating func close() -> Batch? {
    guard let body, !entries.isEmpty else { return nil }
    writer.append(UInt8(ascii: "]"))
    swap(&writer, &body.writer)
    swap(&entries, &body.entries)
    // Records differ in length: a little more, so that hardly ever twice as much is taken.
    expected = body.entries.count + body.entries.count / 8
    let batch = Batch(kind: kind, body: body, sources: sources)
    sources = []
    self.body = nil
    openedAt = nil
    return batch
  }

  private mutating func append(_ range: Range<Int>, _ position: SourcePosition) {
    if entries.isEmpty { openedAt = .now }
    if sources.isEmpty || isNewSource { sources.append(source) }
    isNewSource = false
    entries.append(Batch.Entry(range, source: sources.count - 1, position: position))
  }

  private mutating func open(_ fresh: BatchBody) {
    hold(fresh)
    writer.append(UInt8(ascii: "["))
  }

  private mutating func hold(_ fresh: BatchBody) {
    body = fresh
    maxBytes = limit()
    swap(&writer, &fresh.writer)
    swap(&entries, &fresh.entries)
    entries.reserveCapacity(expected)
  }
}
