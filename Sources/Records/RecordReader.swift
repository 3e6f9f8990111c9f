/// Reads one source: unpacks it, tells its format, cuts it into records and decodes them.
///
/// Bytes are pushed in (`room`, `added`, `sourceEnded`) and records are pulled out (`next`), so that the caller decides
/// how it waits for bytes. Where the pieces begin and end makes no difference to the records. For one thread at a time.
public final class RecordReader {
  /// What `next` found.
  public enum Item {
    /// A record, in `fields` or `event` as `kind` tells.
    case record
    /// A stretch that is no record or a record that cannot be decoded, in `content`.
    case rejected(RejectReason)
    /// Something that is no fault and is passed over; it has a number as records have.
    case skipped(SkipReason)
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

  private let forced: RecordFormat?
  private let limits: FrameLimits
  private var input: UnpackedInput
  /// That of `input`, held here since it is asked for each record.
  private let buffer: InputBuffer
  private let excerpt = Excerpt()
  private var framer: (any Framer)?
  private var csv: CSVFramer?
  private var sequence: JSONSequenceFramer?
  private let simple = SimpleObjectDecoder()
  private lazy var shapes = JSONShapeDecoder()
  private lazy var events = EventDecoder(keep: reading.keptMembers)
  private let reading: EventReading
  private let rows = CSVRecordDecoder()
  private var stage = Stage.packing
  private var reason = RejectReason.unknownFormat

  /// The report that `next` returned last.
  let fields = RecordFields()
  /// The event that `next` returned last.
  private(set) lazy var event = EventFields(kept: reading.keptMembers.count)
  /// What the record that `next` returned last is: a report or an event.
  public var kind: RecordKind { isEvent ? .event : .report }
  /// Where the last record or reject begins.
  public var position: SourcePosition { place }
  /// True where the end of the source ended the last record or reject, and more could have gone on with it: a value that
  /// breaks off, or a CSV row without a line end.
  public var isCutOff: Bool { endsWithInput }
  /// The last record or reject as the source has it; it holds until the next call.
  public var content: ByteSlice { text }
  /// A field of the report that was found last; nil where it says nothing.
  public func text(of field: ReportField) -> String? { fields[field]?.text }

  // Only this file sees what changes with each record, so that no access to it is checked while the program runs.
  private var isEvent = false
  private var place = SourcePosition(record: 0, line: 1, byteOffset: 0)
  private var endsWithInput = false
  private var text = ByteSlice(start: nil, count: 0)
  /// Keys of the row that was read last, and the rows that a JSON object holds.
  private var keys: CredentialKeys?
  private var inner: InnerRows?

  /// Makes ready for one source.
  ///
  /// - Parameters:
  ///   - format: Forces a format; nil tells it by content.
  ///   - limits: What is held in memory at most.
  ///   - continuation: Where the bytes begin that will be added, if that is not the source's beginning.
  ///   - reading: Which events are records, and what of them is kept.
  public init(
    format: RecordFormat? = nil, limits: FrameLimits = FrameLimits(), continuing continuation: Continuation? = nil,
    events reading: EventReading = EventReading()
  ) {
    self.reading = reading
    forced = format
    self.limits = limits
    input = UnpackedInput(from: continuation?.position.byteOffset)
    buffer = input.buffer
    guard let continuation else { return }
    begin(
      continuation.format, at: continuation.position,
      header: continuation.header.withUnsafeBytes { CSVHeader(ByteSlice($0)) })
  }

  /// The header line of a CSV and its separator, which a reject needs to be mended.
  public var csvHeader: (line: String, separator: String)? {
    (inner?.framer ?? csv)?.header.map {
      (String(decoding: $0.line, as: UTF8.self), String(UnicodeScalar($0.separator)))
    }
  }

  /// True where the form of the record that was found last does not say its time.
  var lacksTime: Bool { fields.lacksTime || (inner?.framer ?? csv)?.header?.isCredentialReport == true }

  /// When the envelope around the record says that it was made.
  var generatedTime: Timestamp? { inner?.generated.flatMap { Timestamp.parse($0) } }

  /// Unpacked bytes that were framed or dropped so far.
  var unpackedBytes: Int { buffer.offset }

  /// True while not one byte was added.
  public var isUntouched: Bool { input.isUntouched }

  /// Memory held for unpacked bytes, which the limits bound whatever the source holds.
  var heldBytes: Int { buffer.capacity }

  /// Room for the source's next bytes, never empty; slices handed out before do not outlive this call.
  public func room() -> UnsafeMutableRawBufferPointer { input.room() }

  /// Tells how many bytes were put into `room`.
  public func added(_ count: Int) { input.added(count) }

  /// Puts as many bytes into `room` as it takes, and takes them off their beginning.
  public func add(from bytes: inout ArraySlice<UInt8>) {
    let room = room()
    let piece = bytes.prefix(room.count)
    room.copyBytes(from: piece)
    added(piece.count)
    bytes = bytes.dropFirst(piece.count)
  }

  /// Tells that the source has no more bytes.
  public func sourceEnded() { input.sourceEnded() }

  /// Finds the next record.
  public func next() -> Item {
    while true {
      if isEvent, let item = nextEvent() { return item }
      if let found = nextSimple() {
        place = found.place
        text = found.content
        endsWithInput = false
        guard fields.has(.loggedDate) || csv != nil else { return look(at: found.content) }
        isEvent = false
        return .record
      }
      if let item = advance() { return item }
    }
  }

  /// An event, where one follows another.
  private func nextEvent() -> Item? {
    guard case .framing = stage, let sequence, inner == nil,
      let found = sequence.nextEvent(in: buffer, by: events, into: event)
    else { return nil }
    place = found.place
    text = found.content
    endsWithInput = false
    return eventItem()
  }

  private func eventItem() -> Item {
    if let kind = event.otherKind { return .skipped(kind) }
    // A key that is written wrongly is not none.
    if event.hidesKey, let problem = event.problem { return .rejected(problem) }
    if let reason = event.skipReason(reading.keys) { return .skipped(reason) }
    if let problem = event.problem { return .rejected(problem) }
    return .record
  }

  /// Tells what an object is that is no report with a date.
  private func look(at object: ByteSlice) -> Item {
    switch shapes.decode(object, into: fields, or: event, by: events) {
    case .report:
      isEvent = false
      return .record
    case .event:
      isEvent = true
      return eventItem()
    case .skipped(let reason): return .skipped(reason)
    case .rejected(let reason): return .rejected(reason)
    case .credentialReport:
      inner = InnerRows(shapes.credentialRows, generated: shapes.generatedTime, limits: limits)
      return nextInner() ?? .rejected(.brokenInside(field: "Content", detail: "it has no row"))
    }
  }

  /// Goes on in what one frame holds several records of.
  private func nextInner() -> Item? {
    if keys != nil, let item = nextKey() { return item }
    guard let rows = inner else { return nil }
    while let frame = rows.framer.next(in: rows.buffer, ended: true) {
      // It has no number, and would take that of the object.
      if case .repeatedHeader = frame.content { continue }
      countInner()
      return decodeRow(frame)
    }
    inner = nil
    return nil
  }

  /// Gives another record of a frame its number; the first has that of the frame.
  private func countInner() {
    if inner?.isBegun == true {
      framer?.countAnother()
      place.record += 1
    }
    inner?.isBegun = true
  }

  private func decodeRow(_ frame: Frame) -> Item {
    text = frame.bytes
    switch frame.content {
    case .row:
      guard let header = (inner?.framer ?? csv)?.header else { return .rejected(.unknownFormat) }
      if let reason = self.rows.decode(frame.bytes, under: header, into: fields) { return .rejected(reason) }
      guard header.isCredentialReport else {
        isEvent = false
        return .record
      }
      keys = CredentialKeys(fields)
      return firstKey() ?? .skipped(.withoutKey)
    case .malformed(let reason): return .rejected(reason)
    case .skipped(let reason): return .skipped(reason)
    case .repeatedHeader, .json: return .repeatedHeader
    }
  }

  private func firstKey() -> Item? {
    isEvent = false
    guard keys?.next(into: fields) == true else {
      keys = nil
      return nil
    }
    if let generated = inner?.generated { _ = fields.set(.loggedDate, generated) }
    return .record
  }

  private func nextKey() -> Item? {
    guard let item = firstKey() else { return nil }
    framer?.countAnother()
    place.record += 1
    return item
  }

  @inline(__always)
  private func nextSimple() -> (place: SourcePosition, content: ByteSlice)? {
    guard case .framing = stage, inner == nil else { return nil }
    if let sequence { return sequence.nextSimple(in: buffer, by: simple, into: fields) }
    return csv?.nextSimple(in: buffer, into: fields)
  }

  /// Takes the next step that is more than a simple object.
  ///
  /// - Returns: nil where it found nothing to hand out yet.
  private func advance() -> Item? {
    switch stage {
    case .packing:
      guard input.open() else { return .needsInput }
      stage = .sniffing
    case .sniffing:
      guard sniff() || input.refill() else { return .needsInput }
    case .framing:
      if keys != nil || inner != nil, let item = nextInner() { return item }
      if let frame = framer?.next(in: buffer, ended: input.isEnded) { return decode(frame) }
      if input.isEnded {
        end()
      } else if !input.refill() {
        return .needsInput
      }
    case .draining:
      excerpt.drop(ByteSlice(buffer.bytes), keepingAtMost: limits.excerptBytes)
      buffer.take(buffer.count)
      if input.isEnded {
        let reason = reason
        end()
        place = SourcePosition(record: 1, line: 1, byteOffset: 0)
        text = excerpt.slice
        return .rejected(reason)
      }
      guard input.refill() else { return .needsInput }
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
    guard let failure = input.failure else { return }
    reason = failure
    stage = .failed
  }

  /// - Returns: False where more bytes are needed to tell.
  private func sniff() -> Bool {
    if let forced {
      guard buffer.count >= 3 || input.isEnded else { return false }
      begin(forced)
      return true
    }
    switch Sniff.text(buffer.bytes, ended: input.isEnded) {
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

  /// - Returns: nil where the frame was taken back and framing has to go on.
  private func decode(_ frame: Frame) -> Item? {
    place = frame.position
    endsWithInput = frame.isCutOff
    text = frame.bytes
    guard case .json(let isCertain) = frame.content else { return decodeRow(frame) }
    let item = look(at: frame.bytes)
    // Where rows are read already, the object was one.
    guard !isCertain, inner == nil, case .rejected = item else { return item }
    framer?.takeBack()
    return nil
  }
}
