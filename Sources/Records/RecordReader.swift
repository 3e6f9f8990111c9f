/// Reads one source: unpacks it, tells its format, cuts it into records and decodes them.
///
/// Bytes are pushed in (`room`, `added`, `sourceEnded`) and records are pulled out (`next`), so that the caller decides
/// how it waits for bytes. Where the pieces begin and end makes no difference to the records. For one thread at a time.
public final class RecordReader {
  /// What `next` found.
  public enum Item {
    /// A record, in `fields`.
    case record
    /// A stretch that is no record or a record that cannot be decoded, in `content`.
    case rejected(RejectReason)
    /// A CSV header in the middle of a file, as joined files have it.
    case repeatedHeader
    /// More bytes are needed.
    case needsInput
    /// The source is read to its end.
    case ended
  }

  private enum Stage {
    case packing
    case sniffing
    case framing
    case draining(RejectReason)
    case failed(RejectReason)
    case done
  }

  private static let pieceBytes = 256 << 10
  private static let packedBytes = 64 << 10

  private let forced: RecordFormat?
  private let limits: FrameLimits
  private let buffer: InputBuffer
  private let excerpt = Excerpt()
  private var unpacker: GzipUnpacker?
  private var framer: (any Framer)?
  private var csv: CSVFramer?
  private let json = JSONRecordDecoder()
  private let rows = CSVRecordDecoder()
  private var stage = Stage.packing
  private var isSourceEnded = false
  /// True once no unpacked byte will be added to the buffer.
  private var isInputEnded = false
  private var failure: RejectReason?

  /// The record that `next` returned last.
  var fields = RecordFields()
  /// Where the last record or reject begins.
  public private(set) var position = SourcePosition(record: 0, line: 1, byteOffset: 0)
  /// True where the end of the source ended the last record or reject, and more could have gone on with it: a value that
  /// breaks off, or a CSV row without a line end.
  public private(set) var isCutOff = false
  /// The last record or reject as the source has it; it holds until the next call.
  public private(set) var content = ByteSlice(start: nil, count: 0)

  /// Makes ready for one source.
  ///
  /// - Parameters:
  ///   - format: Forces a format; nil tells it by content.
  ///   - limits: What is held in memory at most.
  ///   - continuation: Where the bytes begin that will be added, if that is not the source's beginning.
  public init(
    format: RecordFormat? = nil, limits: FrameLimits = FrameLimits(), continuing continuation: Continuation? = nil
  ) {
    forced = format
    self.limits = limits
    buffer = InputBuffer(capacity: 2 * RecordReader.pieceBytes, offset: continuation?.position.byteOffset ?? 0)
    guard let continuation else { return }
    begin(
      continuation.format, at: continuation.position,
      header: continuation.header.withUnsafeBytes { CSVHeader(ByteSlice($0)) })
  }

  /// The header line of a CSV and its separator, which a reject needs to be mended.
  public var csvHeader: (line: String, separator: String)? {
    csv?.header.map { (String(decoding: $0.line, as: UTF8.self), String(UnicodeScalar($0.separator))) }
  }

  /// Unpacked bytes that were framed or dropped so far.
  var unpackedBytes: Int { buffer.offset }

  /// True while not one byte was added.
  public private(set) var isUntouched = true

  /// Memory held for unpacked bytes, which the limits bound whatever the source holds.
  var heldBytes: Int { buffer.capacity }

  /// Room for the source's next bytes, never empty; slices handed out before do not outlive this call.
  public func room() -> UnsafeMutableRawBufferPointer {
    if let unpacker { return unpacker.room() }
    let room = buffer.room(atLeast: RecordReader.pieceBytes)
    // The first bytes may turn out to be packed; they must then fit where packed bytes are held.
    guard case .packing = stage else { return room }
    return UnsafeMutableRawBufferPointer(rebasing: room[0..<RecordReader.packedBytes - buffer.count])
  }

  /// Tells how many bytes were put into `room`.
  public func added(_ count: Int) {
    isUntouched = false
    if let unpacker { unpacker.added(count) } else { buffer.added(count) }
  }

  /// Tells that the source has no more bytes.
  public func sourceEnded() {
    isSourceEnded = true
  }

  /// Finds the next record.
  public func next() -> Item {
    while true {
      switch stage {
      case .packing:
        guard buffer.count >= 2 || isSourceEnded else { return .needsInput }
        if Sniff.isGzip(buffer.bytes) { beginUnpacking() }
        stage = .sniffing
      case .sniffing:
        guard sniff() || refill() else { return .needsInput }
      case .framing:
        if let frame = framer?.next(in: buffer, ended: isInputEnded) {
          if let item = decode(frame) { return item }
        } else if isInputEnded {
          stage = failure.map { .failed($0) } ?? .done
        } else if !refill() {
          return .needsInput
        }
      case .draining(let reason):
        excerpt.drop(ByteSlice(buffer.bytes), keepingAtMost: limits.excerptBytes)
        buffer.take(buffer.count)
        if isInputEnded {
          stage = failure.map { .failed($0) } ?? .done
          position = SourcePosition(record: 1, line: 1, byteOffset: 0)
          content = excerpt.slice
          return .rejected(reason)
        }
        guard refill() else { return .needsInput }
      case .failed(let reason):
        stage = .done
        position =
          framer?.place(in: buffer)
          ?? SourcePosition(record: position.record + 1, line: position.line, byteOffset: buffer.offset)
        content = ByteSlice(start: nil, count: 0)
        return .rejected(reason)
      case .done: return .ended
      }
    }
  }

  private func beginUnpacking() {
    let unpacker = GzipUnpacker(packedBytes: RecordReader.packedBytes)
    unpacker.room().copyMemory(from: buffer.bytes)
    unpacker.added(buffer.count)
    buffer.forget()
    self.unpacker = unpacker
  }

  /// - Returns: False where more bytes are needed to tell.
  private func sniff() -> Bool {
    if let forced {
      guard buffer.count >= 3 || isInputEnded else { return false }
      begin(forced)
      return true
    }
    switch Sniff.text(buffer.bytes, ended: isInputEnded) {
    case .needsMore: return false
    case .json: begin(.json)
    case .csv: begin(.csv)
    case .none(let reason): stage = .draining(reason)
    }
    return true
  }

  private func begin(_ format: RecordFormat) {
    buffer.take(Sniff.markLength(buffer.bytes))
    begin(format, at: SourcePosition(record: 1, line: 1, byteOffset: 0), header: nil)
  }

  private func begin(_ format: RecordFormat, at place: SourcePosition, header: CSVHeader?) {
    switch format {
    case .json: framer = JSONSequenceFramer(limits: limits, at: place)
    case .csv:
      let rows = CSVFramer(limits: limits, at: place, header: header)
      csv = rows
      framer = rows
    }
    stage = .framing
  }

  /// Brings unpacked bytes into the buffer.
  ///
  /// - Returns: False where the source must give more first.
  private func refill() -> Bool {
    guard let unpacker else {
      if isSourceEnded { isInputEnded = true }
      return isSourceEnded
    }
    do throws(GzipUnpacker.Failure) {
      switch try unpacker.unpack(into: buffer.room(atLeast: RecordReader.pieceBytes), sourceEnded: isSourceEnded) {
      case .unpacked(let count): buffer.added(count)
      case .needsInput: return false
      case .ended: isInputEnded = true
      }
    } catch {
      failure = .gzipBroken(offset: error.offset, detail: error.detail)
      isInputEnded = true
    }
    return true
  }

  /// - Returns: nil where the frame was taken back and framing has to go on.
  private func decode(_ frame: Frame) -> Item? {
    position = frame.position
    isCutOff = frame.isCutOff
    content = frame.bytes
    switch frame.content {
    case .json(let isCertain):
      guard let reason = json.decode(frame.bytes, into: &fields) else { return .record }
      if isCertain { return .rejected(reason) }
      framer?.takeBack()
      return nil
    case .row:
      guard let header = csv?.header else { return .rejected(.unknownFormat) }
      return rows.decode(frame.bytes, under: header, into: &fields).map { .rejected($0) } ?? .record
    case .malformed(let reason): return .rejected(reason)
    case .repeatedHeader: return .repeatedHeader
    }
  }
}
