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
    /// To the end of a source that has no records, for `reason`.
    case draining
    /// At the end of what could be unpacked, for `reason`.
    case failed
    case done
  }

  private static let pieceBytes = 128 << 10
  private static let packedBytes = 64 << 10

  private let forced: RecordFormat?
  private let limits: FrameLimits
  private let buffer: InputBuffer
  private let excerpt = Excerpt()
  private var unpacker: GzipUnpacker?
  private var framer: (any Framer)?
  private var csv: CSVFramer?
  private var sequence: JSONSequenceFramer?
  private let simple = SimpleObjectDecoder()
  private let json = JSONRecordDecoder()
  private let rows = CSVRecordDecoder()
  private var stage = Stage.packing
  private var isSourceEnded = false
  /// True once no unpacked byte will be added to the buffer.
  private var isInputEnded = false
  private var failure: RejectReason?
  private var reason = RejectReason.unknownFormat

  /// The record that `next` returned last.
  let fields = RecordFields()
  /// Where the last record or reject begins.
  public var position: SourcePosition { place }
  /// True where the end of the source ended the last record or reject, and more could have gone on with it: a value that
  /// breaks off, or a CSV row without a line end.
  public var isCutOff: Bool { endsWithInput }
  /// The last record or reject as the source has it; it holds until the next call.
  public var content: ByteSlice { text }

  // Only this file sees what changes with each record, so that no access to it is checked while the program runs.
  private var place = SourcePosition(record: 0, line: 1, byteOffset: 0)
  private var endsWithInput = false
  private var text = ByteSlice(start: nil, count: 0)

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
      if let found = nextSimple() {
        place = found.place
        text = found.content
        endsWithInput = false
        return .record
      }
      if let item = advance() { return item }
    }
  }

  @inline(__always)
  private func nextSimple() -> (place: SourcePosition, content: ByteSlice)? {
    guard case .framing = stage else { return nil }
    if let sequence { return sequence.nextSimple(in: buffer, by: simple, into: fields) }
    return csv?.nextSimple(in: buffer, into: fields)
  }

  /// Takes the next step that is more than a simple object.
  ///
  /// - Returns: nil where it found nothing to hand out yet.
  private func advance() -> Item? {
    switch stage {
    case .packing:
      guard buffer.count >= 2 || isSourceEnded else { return .needsInput }
      if Sniff.isGzip(buffer.bytes) { beginUnpacking() }
      stage = .sniffing
    case .sniffing:
      guard sniff() || refill() else { return .needsInput }
    case .framing:
      if let frame = framer?.next(in: buffer, ended: isInputEnded) { return decode(frame) }
      if isInputEnded {
        end()
      } else if !refill() {
        return .needsInput
      }
    case .draining:
      excerpt.drop(ByteSlice(buffer.bytes), keepingAtMost: limits.excerptBytes)
      buffer.take(buffer.count)
      if isInputEnded {
        let reason = reason
        end()
        place = SourcePosition(record: 1, line: 1, byteOffset: 0)
        text = excerpt.slice
        return .rejected(reason)
      }
      guard refill() else { return .needsInput }
    case .failed:
      stage = .done
      place =
        framer?.place(in: buffer)
        ?? SourcePosition(record: place.record + 1, line: place.line, byteOffset: buffer.offset)
      text = ByteSlice(start: nil, count: 0)
      return .rejected(reason)
    case .done: return .ended
    }
    return nil
  }

  /// Ends reading, or has what is wrong with the source told first.
  private func end() {
    stage = .done
    guard let failure else { return }
    reason = failure
    stage = .failed
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
    case .none(let reason):
      self.reason = reason
      stage = .draining
    }
    return true
  }

  private func begin(_ format: RecordFormat) {
    buffer.take(Sniff.markLength(buffer.bytes))
    begin(format, at: SourcePosition(record: 1, line: 1, byteOffset: 0), header: nil)
  }

  private func begin(_ format: RecordFormat, at place: SourcePosition, header: CSVHeader?) {
    switch format {
    case .json:
      let values = JSONSequenceFramer(limits: limits, at: place)
      sequence = values
      framer = values
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
    place = frame.position
    endsWithInput = frame.isCutOff
    text = frame.bytes
    switch frame.content {
    case .json(let isCertain):
      guard let reason = json.decode(frame.bytes, into: fields) else { return .record }
      if isCertain { return .rejected(reason) }
      framer?.takeBack()
      return nil
    case .row:
      guard let header = csv?.header else { return .rejected(.unknownFormat) }
      return rows.decode(frame.bytes, under: header, into: fields).map { .rejected($0) } ?? .record
    case .malformed(let reason): return .rejected(reason)
    case .repeatedHeader: return .repeatedHeader
    }
  }
}
