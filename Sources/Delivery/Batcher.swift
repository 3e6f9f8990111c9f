import Records

/// Packs mapped records into batches of at most `maxBytes`, counted as they are sent.
struct Batcher: ~Copyable {
  /// Brackets around the records.
  static let overhead = 2

  private let maxBytes: Int
  private let takeBody: () -> BatchBody?
  private var body: BatchBody?
  private var entries: [Batch.Entry] = []
  private var sources: [BatchSource] = []
  private var isNewSource = false
  private var source = BatchSource(name: "", object: nil)
  /// When the first record of the open batch came; nil while it has none.
  private(set) var openedAt: MonotonicTime?

  /// Makes a batcher.
  ///
  /// - Parameters:
  ///   - maxBytes: The largest body in bytes.
  ///   - takeBody: Gives memory for a body, waiting while all of it is in flight; nil once the run has to stop.
  init(maxBytes: Int, takeBody: @escaping () -> BatchBody?) {
    self.maxBytes = maxBytes
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
    guard let body else { return .stopped }
    let before = body.writer.count
    let start = entries.isEmpty ? before : before + 1
    if let reason = body.append(comma: !entries.isEmpty, write) {
      body.writer.truncate(to: before)
      return .rejected(reason)
    }
    let end = body.writer.count
    guard end + 1 > maxBytes, !entries.isEmpty else {
      append(start..<end, position)
      return .open
    }
    return closeBefore(start..<end, position)
  }

  /// Closes the open batch, whose last record goes into the next.
  private mutating func closeBefore(_ record: Range<Int>, _ position: SourcePosition) -> Added {
    guard let body, let fresh = takeBody() else {
      body?.writer.truncate(to: record.lowerBound - 1)
      return .stopped
    }
    fresh.writer.append(UInt8(ascii: "["))
    fresh.writer.append(UnsafeRawBufferPointer(rebasing: body.writer.bytes[record]))
    body.writer.truncate(to: record.lowerBound - 1)
    let closed = close()
    self.body = fresh
    append(1..<1 + record.count, position)
    return closed.map { .closed($0) } ?? .open
  }

  /// Closes the open batch.
  ///
  /// - Returns: nil where it has no record.
  mutating func close() -> Batch? {
    guard let body, !entries.isEmpty else { return nil }
    body.writer.append(UInt8(ascii: "]"))
    let batch = Batch(body: body, entries: entries, sources: sources)
    let count = entries.count
    entries = []
    entries.reserveCapacity(count)
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
    fresh.writer.append(UInt8(ascii: "["))
    body = fresh
  }
}
