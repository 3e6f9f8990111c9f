/// Frames a sequence of JSON values: objects, and arrays of objects, one after another in any layout.
///
/// NDJSON, one array, what `jq` prints over many lines and what Firehose joins without line feeds are all this case.
/// An array is never held: its elements are framed one by one. A framer is no parser: it follows strings and brackets,
/// and leaves it to the decoder whether what lies between them is JSON. Where brackets or strings cannot be right, the
/// stretch is handed out as malformed and framing goes on behind it, so that one bad record costs no other.
final class JSONSequenceFramer: Framer {
  private enum State {
    case betweenValues
    case inValue
    case inStrayText
    /// Behind the array of an envelope.
    case behindRecords
  }

  private var limits: FrameLimits
  private var state = State.betweenValues
  private var value = ValueScanner()
  private var inArray = false
  private var expectsComma = false
  /// True within the array of an envelope; `inArray` is true as well then.
  private var inEnvelope = false
  /// Whether the envelope itself is an element of an array.
  private var isEnvelopeInArray = false
  /// Why the current value is passed over as a whole.
  private var skipping: SkipReason?
  private let braces: UnsafeMutablePointer<UInt64>
  private var records: Int
  private var line: Int
  /// Bytes at the buffer's front that belong to the current value or stray text and were looked at.
  private var scanned = 0
  private var linesScanned = 0
  private var start = SourcePosition(record: 0, line: 1, byteOffset: 0)
  /// What the last frame covers; dropped at the next call, so that the frame can be taken back until then.
  private var pending: (bytes: Int, lines: Int, comma: Bool)?
  private var guess = LineGuess()
  private let excerpt = Excerpt()
  private var stray = StrayTextScanner()

  /// Makes a framer whose first record begins at a place.
  init(limits: FrameLimits, at place: SourcePosition) {
    self.limits = limits
    records = place.record - 1
    line = place.line
    self.limits.excerptBytes = min(limits.excerptBytes, limits.recordBytes)
    braces = .allocate(capacity: JSONWalker.bracesCount)
    braces.initialize(repeating: 0, count: JSONWalker.bracesCount)
  }

  deinit {
    braces.deallocate()
  }

  func countAnother() {
    records += 1
  }

  func place(in buffer: InputBuffer) -> SourcePosition {
    SourcePosition(record: records + 1, line: line, byteOffset: buffer.offset)
  }

  func takeBack() {
    pending = nil
    guess.fail(at: start.byteOffset)
    records -= 1
  }

  /// Takes a simple object, decoded already, if the next value is one.
  ///
  /// - Parameters:
  ///   - buffer: What is not framed yet.
  ///   - decoder: Tells a simple object.
  ///   - fields: Filled where there is one.
  /// - Returns: Where it begins and its text, which hold until the buffer is asked for room; nil where `next` has to look.
  @inline(__always)
  func nextSimple(
    in buffer: InputBuffer, by decoder: SimpleObjectDecoder, into fields: RecordFields
  ) -> (place: SourcePosition, content: ByteSlice)? {
    nextObject(in: buffer) { decoder.decode($0, into: fields, lines: &$1) }
  }

  /// Takes an event, decoded already, if the next value is one.
  ///
  /// - Returns: As `nextSimple`.
  @inline(__always)
  func nextEvent(
    in buffer: InputBuffer, by decoder: EventDecoder, into event: EventFields
  ) -> (place: SourcePosition, content: ByteSlice)? {
    nextObject(in: buffer) { start, lines in
      let length = decoder.decode(start, into: event, lines: &lines)
      return event.isEvent ? length : 0
    }
  }

  /// Takes an object that is decoded where it lies.
  ///
  /// - Parameters:
  ///   - buffer: What is not framed yet.
  ///   - decode: Decodes what begins with a brace, and tells its length and its line feeds; the length is 0 where `next`
  ///     has to look.
  /// - Returns: As `nextSimple`.
  @inline(__always)
  private func nextObject(
    in buffer: InputBuffer, _ decode: (UnsafePointer<UInt8>, inout Int) -> Int
  ) -> (place: SourcePosition, content: ByteSlice)? {
    guard case .betweenValues = state else { return nil }
    if pending != nil { takePending(buffer) }
    guard skipToValue(in: buffer, ended: false) == ASCII.openBrace, let start = buffer.start else { return nil }
    var lines = 0
    let length = decode(start, &lines)
    guard length > 0, length <= limits.recordBytes else { return nil }
    records += 1
    let place = SourcePosition(record: records, line: line, byteOffset: buffer.offset)
    buffer.take(length)
    line += lines
    expectsComma = inArray
    return (place, ByteSlice(start: start, count: length))
  }

  private func takePending(_ buffer: InputBuffer) {
    guard let done = pending else { return }
    buffer.take(done.bytes)
    line += done.lines
    expectsComma = inArray && !done.comma
    pending = nil
  }

  func next(in buffer: InputBuffer, ended: Bool) -> Frame? {
    takePending(buffer)
    while true {
      switch state {
      case .betweenValues:
        guard let first = skipToValue(in: buffer, ended: ended) else {
          if case .behindRecords = state { continue }
          guard ended, inArray else { return nil }
          leaveArrays()
          return frame(.malformed(.arrayNotClosed), ByteSlice(start: nil, count: 0), at: place(in: buffer))
        }
        start = place(in: buffer)
        skipping = nil
        if first == ASCII.openBrace, !inEnvelope {
          switch openEnvelope(in: buffer, ended: ended) {
          case .opened: continue
          case .needsMore: return nil
          case .none: break
          }
        }
        if first == ASCII.openBrace, skipping == nil, !inEnvelope, guess.isAllowed(in: buffer),
          let line = guessLine(in: buffer)
        {
          return line
        }
        scanned = 0
        linesScanned = 0
        if first == ASCII.openBrace || first == ASCII.openBracket {
          value.begin()
          state = .inValue
        } else {
          stray = StrayTextScanner()
          state = .inStrayText
        }
      case .inValue:
        if let found = scanValue(in: buffer, ended: ended) { return found }
        if scanned > limits.recordBytes || excerpt.dropped > 0 || skipping != nil { shorten(buffer) }
        return nil
      case .behindRecords:
        switch scanBehindRecords(in: buffer, ended: ended) {
        case .frame(let found): return found
        case .goesOn: continue
        case .needsMore: return nil
        }
      case .inStrayText:
        if let found = scanStrayText(in: buffer, ended: ended) { return found }
        if scanned > limits.excerptBytes || excerpt.dropped > 0 { shorten(buffer) }
        return nil
      }
    }
  }

  /// Takes white space and the punctuation of an enclosing array.
  ///
  /// - Returns: The first byte of what follows, which is not taken; nil where there is none yet.
  private func skipToValue(in buffer: InputBuffer, ended: Bool) -> UInt8? {
    let bytes = buffer.bytes
    var index = 0
    defer { buffer.take(index) }
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case ASCII.newline: line += 1
      case ASCII.space, ASCII.tab, ASCII.carriageReturn: break
      case ASCII.openBracket where !inArray:
        inArray = true
        expectsComma = false
      case ASCII.closeBracket where inEnvelope:
        state = .behindRecords
        index += 1
        return nil
      case ASCII.closeBracket where inArray: inArray = false
      case ASCII.comma where inArray && expectsComma: expectsComma = false
      case ByteOrderMark.first:
        // Files that were joined keep their marks.
        guard bytes.count - index >= ByteOrderMark.length || ended else { return nil }
        guard ByteOrderMark.begins(bytes[index...]) else { return byte }
        index += ByteOrderMark.length
        continue
      default: return byte
      }
      index += 1
    }
    return nil
  }

  private enum Opening {
    case opened
    case needsMore
    case none
  }

  /// Enters the array of an envelope, if the object at the buffer's front is one.
  private func openEnvelope(in buffer: InputBuffer, ended: Bool) -> Opening {
    let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[1...])
    switch EnvelopeScan.members(bytes, isBehindValue: false, ended: ended, braces: braces) {
    case .needsMore: return .needsMore
    case .none, .closes, .breaksOff: return .none
    case .controlMessage: skipping = .controlMessages
    case .opens(.configurationItems, _, _): skipping = .config
    case .opens(_, let length, let lines):
      isEnvelopeInArray = inArray
      enter(after: 1 + length, lines, in: buffer)
      return .opened
    }
    return .none
  }

  private func enter(after length: Int, _ lines: Int, in buffer: InputBuffer) {
    buffer.take(length)
    line += lines
    inArray = true
    inEnvelope = true
    expectsComma = false
    state = .betweenValues
  }

  private func leaveArrays() {
    inArray = false
    inEnvelope = false
  }

  private enum BehindRecords {
    case frame(Frame)
    case goesOn
    case needsMore
  }

  /// Goes on through an envelope behind its array, to its end or to another array of records.
  private func scanBehindRecords(in buffer: InputBuffer, ended: Bool) -> BehindRecords {
    switch EnvelopeScan.members(buffer.bytes, isBehindValue: true, ended: ended, braces: braces) {
    case .needsMore: return .needsMore
    case .opens(_, let length, let lines):
      enter(after: length, lines, in: buffer)
      return .goesOn
    case .closes(let length, let lines):
      buffer.take(length)
      line += lines
      inEnvelope = false
      inArray = isEnvelopeInArray
      expectsComma = inArray
      state = .betweenValues
      return .goesOn
    case .breaksOff:
      leaveArrays()
      start = place(in: buffer)
      let rest = ByteSlice(buffer.bytes)
      pending = (rest.count, 0, false)
      state = .betweenValues
      return .frame(
        frame(.malformed(.envelopeNotClosed), rest.part(0..<min(rest.count, limits.excerptBytes)), at: start))
    case .controlMessage, .none:
      inEnvelope = false
      inArray = isEnvelopeInArray
      takeSpace(of: buffer)
      start = place(in: buffer)
      scanned = 0
      linesScanned = 0
      stray = StrayTextScanner()
      state = .inStrayText
      return .goesOn
    }
  }

  /// What is told lies where it begins, and not at the space before it.
  private func takeSpace(of buffer: InputBuffer) {
    let space = buffer.bytes.prefix { ASCII.isSpace($0) }
    line += space.count { $0 == ASCII.newline }
    buffer.take(space.count)
  }

  /// A line that begins with `{` and ends with `}` is nearly always one record, and much cheaper to find.
  private func guessLine(in buffer: InputBuffer) -> Frame? {
    guard let newline = guess.findNewline(in: buffer), newline <= limits.recordBytes else { return nil }
    let bytes = ByteSlice(buffer.bytes)
    var end = newline
    var comma = false
    while end > 0, ASCII.isSpace(bytes[end - 1]) || (inArray && !comma && bytes[end - 1] == ASCII.comma) {
      comma = comma || bytes[end - 1] == ASCII.comma
      end -= 1
    }
    guard bytes[end - 1] == ASCII.closeBrace else {
      guess.fail(at: buffer.offset)
      return nil
    }
    pending = (newline + 1, 1, comma)
    return frame(.json(certain: false), bytes.part(0..<end), at: start)
  }

  private func scanValue(in buffer: InputBuffer, ended: Bool) -> Frame? {
    let bytes = ByteSlice(buffer.bytes)
    switch value.scan(bytes.bytes, from: &scanned, lines: &linesScanned) {
    case .open:
      guard ended else { return nil }
      let rest = broken(.inputBreaksOff, bytes, through: bytes.count)
      // One reject tells that the array breaks off, not a second one for its bracket.
      if scanned == bytes.count { leaveArrays() }
      return rest
    case .closed:
      let total = excerpt.dropped + scanned
      if let skipping { return finish(.skipped(skipping), ByteSlice(start: nil, count: 0)) }
      if total > limits.recordBytes {
        let beginning = beginning(of: bytes)
        return finish(.malformed(.recordTooLarge(bytes: total, limit: limits.recordBytes)), beginning)
      }
      return finish(
        value.isObject ? .json(certain: true) : .malformed(.notAnObject), bytes.part(0..<scanned))
    case .fault(let fault):
      return broken(.valueBroken(fault), bytes, through: scanned)
    }
  }

  /// Hands out a value that cannot be right.
  ///
  /// Where its second line begins with a brace, the input has a record a line and only the first line is bad: a file
  /// that was cut off and then appended to looks so. What is over the limit may have left the buffer, or not, as the
  /// pieces came; it is treated as if it had.
  private func broken(_ reason: RejectReason, _ bytes: ByteSlice, through end: Int) -> Frame {
    // Of what is passed over nothing is kept.
    if skipping != nil { return finish(.malformed(reason), ByteSlice(start: nil, count: 0)) }
    guard excerpt.dropped + end <= limits.recordBytes else {
      return finish(.malformed(reason), beginning(of: bytes))
    }
    let text = bytes.part(0..<end)
    if let newline = text.firstOffset(of: ASCII.newline), newline + 1 < end, text[newline + 1] == ASCII.openBrace {
      scanned = newline
      linesScanned = 0
      return finish(.malformed(reason), text.part(0..<newline))
    }
    return finish(.malformed(reason), text.trimmed())
  }

  /// What is kept of a stretch over its limit, of which these bytes are the first ones still held.
  private func beginning(of bytes: ByteSlice) -> ByteSlice {
    excerpt.dropped > 0 ? excerpt.slice : bytes.part(0..<min(limits.excerptBytes, scanned))
  }

  /// What is neither space nor a value, up to the end of its line or the next value.
  private func scanStrayText(in buffer: InputBuffer, ended: Bool) -> Frame? {
    let bytes = buffer.bytes
    let isEnd = stray.scan(bytes, from: &scanned, isBegun: excerpt.dropped > 0, inArray: inArray)
    return isEnd || ended ? finishStrayText(bytes) : nil
  }

  private func finishStrayText(_ bytes: UnsafeRawBufferPointer) -> Frame {
    let isLong = excerpt.dropped + scanned > limits.excerptBytes
    let text = isLong ? beginning(of: ByteSlice(bytes)) : ByteSlice(bytes).part(0..<scanned).trimmed()
    return finish(.malformed(.textBetweenValues), text)
  }

  private func finish(_ content: Frame.Content, _ bytes: ByteSlice) -> Frame {
    // A stray comma is no element, so no comma is due behind it.
    let comma = bytes.count == 1 && bytes[0] == ASCII.comma
    pending = (scanned, linesScanned, comma)
    state = .betweenValues
    excerpt.dropped = 0
    return frame(content, bytes, at: start)
  }

  private func frame(_ content: Frame.Content, _ bytes: ByteSlice, at position: SourcePosition) -> Frame {
    records += 1
    var frame = Frame(content: content, bytes: bytes, position: position)
    switch content {
    case .malformed(.inputBreaksOff), .malformed(.arrayNotClosed): frame.isCutOff = true
    default: break
    }
    return frame
  }

  /// Lets go of a stretch that grew over its limit, and keeps its beginning.
  private func shorten(_ buffer: InputBuffer) {
    excerpt.drop(ByteSlice(buffer.bytes).part(0..<scanned), keepingAtMost: limits.excerptBytes)
    buffer.take(scanned)
    line += linesScanned
    scanned = 0
    linesScanned = 0
  }
}
