/// The times of one record as `YYYY-MM-DDTHH:MM:SSZ`.
final class ReportTimes {
  /// Room for a time and for what is read behind it when it is copied in blocks.
  private static let stride = 48

  private let memory = UnsafeMutableRawPointer.allocate(byteCount: 3 * stride, alignment: 16)

  deinit {
    memory.deallocate()
  }

  var eventTime: ByteSlice { text(at: 0) }
  var createDate: ByteSlice { text(at: 1) }
  var lastUsedDate: ByteSlice { text(at: 2) }

  /// The text of the time that `eventTime` holds, with its length: the records of a report all have the same.
  private var known: (low: UInt64, high: UInt16, count: Int) = (0, 0, 0)
  private var knownTime = Timestamp(epochSeconds: 0)

  /// Reads the record's own time.
  @inline(__always)
  func readEventTime(_ text: ByteSlice) -> Timestamp? {
    guard text.count == 10, let start = text.bytes.baseAddress else { return readOther(text) }
    let low = start.loadUnaligned(as: UInt64.self), high = start.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    if low == known.low, high == known.high, known.count == 10 { return knownTime }
    guard let time = readOther(text) else { return nil }
    known = (low, high, 10)
    knownTime = time
    return time
  }

  private func readOther(_ text: ByteSlice) -> Timestamp? {
    known.count = 0
    return Timestamp.normalise(text, to: memory)
  }

  /// Where the text of a field goes.
  @inline(__always)
  func room(for field: ReportField) -> UnsafeMutableRawPointer {
    switch field {
    case .createDate: memory + ReportTimes.stride
    case .lastUsedDate: memory + 2 * ReportTimes.stride
    default: memory
    }
  }

  @inline(__always)
  private func text(at index: Int) -> ByteSlice {
    ByteSlice(start: memory + index * ReportTimes.stride, count: Timestamp.writtenLength)
  }
}
