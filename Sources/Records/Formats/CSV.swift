/// What the first line of a CSV says about the rows.
struct CSVHeader {
  static let separators = [ASCII.comma, ASCII.semicolon, ASCII.tab]

  let separator: UInt8
  private let nameText: CSVNames
  /// The report's field that each cell is, where it is one.
  let fields: [ReportField?]
  /// The whole line, for rejects and to know a repetition of it.
  let line: [UInt8]
  /// True of a credential report, whose rows are about users and not about keys.
  let isCredentialReport: Bool
  /// Why no row under this header can be mapped.
  let problem: RejectReason?

  /// Reads a header line.
  ///
  /// The separator is the one of comma, semicolon and tab under which most cells name a field of a report. Where no cell
  /// does under any of them, this is no header, and the result is nil.
  /// - Parameter line: The line without its end and without a byte order mark.
  init?(_ line: ByteSlice) {
    var best: (separator: UInt8, names: CSVNames, fields: [ReportField?])?
    var most = 0
    for separator in CSVHeader.separators {
      var cells = CSVCells()
      guard cells.split(line, separator: separator) == nil else { continue }
      let names = CSVNames()
      var fields: [ReportField?] = []
      for index in 0..<cells.count {
        let name = cells[index].trimmed()
        names.append(name)
        fields.append(ReportField.named(name))
      }
      let known = fields.count { $0 != nil }
      if known > most {
        most = known
        best = (separator, names, fields)
      }
    }
    guard let best else { return nil }
    separator = best.separator
    nameText = best.names
    fields = best.fields
    self.line = Array(line.bytes)
    let names = best.names
    isCredentialReport = CredentialKeys.isHeader(best.fields.indices.map { names[$0] })
    let known = fields.compactMap { $0 }
    problem =
      known.indices.first { known[..<$0].contains(known[$0]) }
      .map { .headerNamesColumnTwice(name: "\(known[$0].inputName)") }
  }

  /// A name as written, in the order of the cells; it holds as long as the header.
  func name(_ index: Int) -> ByteSlice { nameText[index] }

  /// True of the header once more, as joined files have it, with their byte order marks.
  func isRepeated(by joined: ByteSlice) -> Bool {
    let isMarked = ByteOrderMark.begins(joined.bytes[...])
    let row = isMarked ? joined.part(ByteOrderMark.length..<joined.count) : joined
    return row.count == line.count && row.bytes.elementsEqual(line)
  }
}

/// Frames the rows of a CSV (RFC 4180) behind its header; CRLF and LF end a row, blank lines are passed over.
final class CSVFramer: Framer {
  private var limits: FrameLimits
  private(set) var header: CSVHeader? {
    didSet { makeSimple() }
  }
  /// Decodes most rows; nil before the header, and where no row under it can be mapped.
  private var simple: SimpleRowDecoder?
  private var records: Int
  private var line: Int
  private var pending: (bytes: Int, lines: Int)?
  private let excerpt = Excerpt()
  private var isCutOff = false
  private var start = SourcePosition(record: 0, line: 1, byteOffset: 0)

  /// Bytes at the buffer's front that hold no line feed, so that a long row is searched for one only once.
  private var searched = 0

  /// Bytes that were read for quotes which were never closed, and have to be read again.
  ///
  /// A file in which every line opens a quote would otherwise be read up to `quotedRowBytes` for each of them.
  private var readInVain = 0
  /// Bytes that may be read in vain: some, and so many times what was framed.
  private static let mostInVain = (base: 4 << 20, perByte: 16)

  /// Makes a framer whose first row begins at a place, under a header where that was read before.
  init(limits: FrameLimits, at place: SourcePosition, header: CSVHeader?) {
    self.limits = limits
    self.header = header
    records = place.record - 1
    line = place.line
    self.limits.quotedRowBytes = min(limits.quotedRowBytes, limits.recordBytes)
    self.limits.excerptBytes = min(limits.excerptBytes, limits.recordBytes)
    makeSimple()
  }

  private func makeSimple() {
    simple = header.flatMap { $0.problem == nil && !$0.isCredentialReport ? SimpleRowDecoder($0) : nil }
  }

  func place(in buffer: InputBuffer) -> SourcePosition {
    SourcePosition(record: records + 1, line: line, byteOffset: buffer.offset)
  }

  /// Takes a simple row, decoded already, if the next one is.
  ///
  /// - Parameters:
  ///   - buffer: What is not framed yet.
  ///   - fields: Filled where there is one.
  /// - Returns: Where it begins and its text, which hold until the buffer is asked for room; nil where `next` has to look.
  @inline(__always)
  func nextSimple(
    in buffer: InputBuffer, into fields: RecordFields
  ) -> (place: SourcePosition, content: ByteSlice)? {
    // Where a part of the row was looked at before, it is a long one, and is not to be read from its beginning each time.
    guard let simple, searched == 0, excerpt.dropped == 0 else { return nil }
    if pending != nil { takePending(buffer) }
    // What begins with white space may be no row, and what begins with a byte order mark may be a header.
    guard let start = buffer.start, start.pointee > ASCII.space, start.pointee != ByteOrderMark.first,
      let found = simple.decode(start, into: fields),
      found.row + found.lineEnd <= limits.recordBytes
    else { return nil }
    records += 1
    let place = SourcePosition(record: records, line: line, byteOffset: buffer.offset)
    buffer.take(found.row + found.lineEnd)
    line += 1
    searched = 0
    return (place, ByteSlice(start: start, count: found.row))
  }

  private func takePending(_ buffer: InputBuffer) {
    guard let done = pending else { return }
    buffer.take(done.bytes)
    line += done.lines
    pending = nil
  }

  func countAnother() {
    records += 1
  }

  func takeBack() {
    // A row is a row: nothing that this framer hands out is uncertain.
    preconditionFailure("a CSV row was taken back")
  }

  func next(in buffer: InputBuffer, ended: Bool) -> Frame? {
    takePending(buffer)
    while true {
      if excerpt.dropped == 0 {
        skipBlankLines(in: buffer)
        start = place(in: buffer)
      }
      let bytes = ByteSlice(buffer.bytes)
      guard let row = findRow(bytes, ended: ended) else {
        if bytes.count > limits.recordBytes || excerpt.dropped > 0 { shorten(buffer) }
        return nil
      }
      pending = (row.taken, row.lines)
      searched = 0
      isCutOff = ended && (row.isOpenAtEnd || row.taken == bytes.count && bytes.bytes.last != ASCII.newline)
      if excerpt.dropped > 0 || row.isTooLong {
        let total = excerpt.dropped + row.end
        let kept = excerpt.dropped > 0 ? excerpt.slice : bytes.part(0..<limits.excerptBytes)
        excerpt.dropped = 0
        return frame(.malformed(.recordTooLarge(bytes: total, limit: limits.recordBytes)), kept)
      }
      if let fault = row.fault { return frame(.malformed(fault), row.content) }
      guard let header else {
        if row.content.firstOffset(of: ASCII.carriageReturn) != nil {
          return frame(.malformed(.lineEndsAreReturns), row.content)
        }
        header = CSVHeader(row.content)
        guard header != nil else { return frame(.malformed(.unknownFormat), row.content) }
        buffer.take(row.taken)
        line += row.lines
        pending = nil
        continue
      }
      if header.isRepeated(by: row.content) {
        return Frame(content: .repeatedHeader, bytes: row.content, position: start)
      }
      if let problem = header.problem { return frame(.malformed(problem), row.content) }
      return frame(.row, row.content)
    }
  }

  private func frame(_ content: Frame.Content, _ bytes: ByteSlice) -> Frame {
    records += 1
    return Frame(content: content, bytes: bytes, position: start, isCutOff: isCutOff)
  }

  private func skipBlankLines(in buffer: InputBuffer) {
    let bytes = buffer.bytes
    var blank = 0
    var index = 0
    while index < bytes.count, ASCII.isSpace(bytes[index]), bytes[index] != ASCII.tab {
      index += 1
      if bytes[index - 1] == ASCII.newline {
        line += 1
        blank = index
      }
    }
    buffer.take(blank)
  }

  private struct Row {
    /// Without the line end.
    var content: ByteSlice
    /// Where it ends, before the line feed.
    var end: Int
    /// With the line feed.
    var taken: Int
    var lines: Int
    var fault: RejectReason?
    /// True where it is over the limit, which no row of several lines is.
    var isTooLong = false
    /// True where a quote is open at the end of the input, so that more of it may follow.
    var isOpenAtEnd = false
  }

  /// The row at the front, or nil where it does not end yet.
  ///
  /// Every answer depends on the row alone, never on how much behind it is there already.
  private func findRow(_ bytes: ByteSlice, ended: Bool) -> Row? {
    guard !bytes.isEmpty || ended && excerpt.dropped > 0 else { return nil }
    var quotes = CSVQuotes(separators: header.map { [$0.separator] } ?? CSVHeader.separators)
    let mostQuoted = min(
      limits.quotedRowBytes,
      max(CSVFramer.mostInVain.base + CSVFramer.mostInVain.perByte * start.byteOffset - readInVain, 0))
    var lines = 0
    var searchedTo = searched
    while let newline = bytes.firstOffset(of: ASCII.newline, from: searchedTo) {
      lines += 1
      if lines == 1 {
        if excerpt.dropped > 0 || newline > limits.recordBytes { return row(bytes, newline, lines: 1, isTooLong: true) }
      } else if newline > mostQuoted {
        return unclosed(bytes, after: mostQuoted)
      }
      let isOpen = quotes.isOpen(in: bytes, upTo: newline)
      // A quote that closes in the middle of a later line's cell was meant to open that cell.
      if lines > 1, quotes.closedInsideCell { return unclosed(bytes, after: newline) }
      if !isOpen { return row(bytes, newline, lines: lines) }
      searchedTo = newline + 1
    }
    if lines == 0 { searched = bytes.count }
    if lines > 0, bytes.count > mostQuoted { return unclosed(bytes, after: mostQuoted) }
    guard ended else { return nil }
    if excerpt.dropped == 0, bytes.count <= limits.recordBytes {
      if quotes.isOpen(in: bytes, upTo: bytes.count) || lines > 0 && quotes.closedInsideCell {
        var row = unclosed(bytes, after: bytes.count)
        row.isOpenAtEnd = quotes.isOpen
        return row
      }
      // White space behind the last row is no row.
      if withoutReturn(bytes, bytes.count).trimmed().isEmpty { return nil }
      return row(bytes, bytes.count, lines: lines)
    }
    return row(bytes, bytes.count, lines: lines, isTooLong: true)
  }

  private func row(_ bytes: ByteSlice, _ end: Int, lines: Int, isTooLong: Bool = false) -> Row {
    Row(
      content: withoutReturn(bytes, end), end: end, taken: min(end + 1, bytes.count), lines: lines,
      isTooLong: isTooLong)
  }

  /// Only the line that opens the quote is lost; the next is a row again.
  private func unclosed(_ bytes: ByteSlice, after read: Int) -> Row {
    readInVain += read
    let newline = bytes.firstOffset(of: ASCII.newline)
    var line = row(bytes, newline ?? bytes.count, lines: newline == nil ? 0 : 1)
    line.fault = .quoteNotClosed
    return line
  }

  private func withoutReturn(_ bytes: ByteSlice, _ end: Int) -> ByteSlice {
    bytes.part(0..<(end > 0 && bytes[end - 1] == ASCII.carriageReturn ? end - 1 : end))
  }

  private func shorten(_ buffer: InputBuffer) {
    excerpt.drop(ByteSlice(buffer.bytes), keepingAtMost: limits.excerptBytes)
    buffer.take(buffer.count)
    searched = 0
  }
}

/// Follows the quotes of a row through its lines.
private struct CSVQuotes {
  let separators: [UInt8]
  private var index = 0
  /// Whether a quoted cell was open where the last call ended.
  private(set) var isOpen = false
  private var atCellStart = true
  /// True once a closing quote was followed by neither a separator nor the end of its line.
  private(set) var closedInsideCell = false

  init(separators: [UInt8]) {
    self.separators = separators
  }

  /// Goes on from where the last call ended.
  ///
  /// - Returns: True where a quoted cell is open at `end`.
  mutating func isOpen(in row: ByteSlice, upTo end: Int) -> Bool {
    if !isOpen {
      // Most rows have no quote at all.
      guard let first = row.part(0..<end).firstOffset(of: ASCII.quote, from: index) else { return false }
      if first > index {
        index = first
        atCellStart = separators.contains(row[first - 1])
      }
    }
    while index < end {
      let byte = row[index]
      if isOpen {
        if byte == ASCII.quote {
          if index + 1 < end, row[index + 1] == ASCII.quote {
            index += 1
          } else {
            isOpen = false
            atCellStart = false
            if !endsCell(row, index + 1, end) { closedInsideCell = true }
          }
        }
      } else {
        isOpen = byte == ASCII.quote && atCellStart
        atCellStart = separators.contains(byte)
      }
      index += 1
    }
    return isOpen
  }

  private func endsCell(_ row: ByteSlice, _ index: Int, _ end: Int) -> Bool {
    index >= end || separators.contains(row[index]) || (index + 1 == end && row[index] == ASCII.carriageReturn)
  }
}

/// The names of a header, in memory that does not move.
private final class CSVNames {
  private var text = ByteWriter(capacity: 1024)
  private var ends: [Int] = []

  func append(_ name: ByteSlice) {
    text.append(name.bytes)
    ends.append(text.count)
  }

  subscript(index: Int) -> ByteSlice {
    ByteSlice(UnsafeRawBufferPointer(rebasing: text.bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
  }
}
