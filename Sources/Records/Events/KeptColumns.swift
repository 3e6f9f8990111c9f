/// The columns of members that are kept as they came: those of the details, and those that a user names.
struct KeptColumns: ~Copyable {
  private struct Entry {
    /// `,"Name":`, for texts and times with the opening quote; empty where the column is not sent.
    let key: [UInt8]
    let name: String
    let kind: Column.Kind
  }

  private let entries: [Entry]
  private let unescaped = DifficultText()
  /// A time as it is sent, with room for what is read behind it.
  private let timeMemory: UnsafeMutableRawPointer
  private static let mostBytesOfTime = 48

  /// - Parameters:
  ///   - reading: What is kept.
  ///   - plan: The columns of events.
  ///   - names: Gives each name of the user's a column that no other has.
  init(_ reading: EventReading, _ plan: ColumnPlan, _ names: inout UnknownFields) {
    var entries: [Entry] = []
    for column in reading.details ? EventDetail.all.map(\.column) : [] {
      let quote = column.kind == .boolean ? [] : [ASCII.quote]
      entries.append(
        Entry(
          key: plan.key(column.name).map { $0 + quote } ?? [], name: plan.sentName(column.name), kind: column.kind))
    }
    for name in reading.ownKeep {
      let column = names.column(kept: name)
      entries.append(Entry(key: column.key, name: column.name, kind: .text))
    }
    self.entries = entries
    timeMemory = .allocate(byteCount: KeptColumns.mostBytesOfTime, alignment: 16)
    timeMemory.initializeMemory(as: UInt8.self, repeating: 0, count: KeptColumns.mostBytesOfTime)
  }

  deinit {
    timeMemory.deallocate()
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Writes what an event has of them.
  ///
  /// - Throws: Where a value is not what its column holds.
  func write(_ event: EventFields, _ texts: inout TextColumns, to writer: inout ByteWriter) throws(RejectReason) {
    for index in entries.indices {
      let value = event.kept[index]
      let entry = entries[index]
      guard !entry.key.isEmpty, !value.isEmpty, !value.equals("null"), let text = text(of: value), !text.isEmpty else {
        continue
      }
      switch entry.kind {
      case .text, .number: texts.write(text, after: entry.key, to: &writer, entry.name)
      case .time:
        writer.append(entry.key)
        writer.append(try time(text, entry.name).bytes)
        writer.append(ASCII.quote)
      case .boolean:
        guard text.equals("true") || text.equals("false") else {
          throw .notABoolean(column: entry.name, value: RejectReason.shown(text))
        }
        writer.append(entry.key)
        writer.append(text.bytes)
      }
    }
  }

  /// The text of a string, and the JSON text of all else.
  func text(of value: ByteSlice) -> ByteSlice? {
    guard value[0] == ASCII.quote else { return value }
    guard let start = value.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    let end = PlainText.end(from: start + 1)
    if end.pointee == ASCII.quote { return value.part(1..<value.count - 1) }
    var isPlain = true
    var at = start + 1
    unescaped.clear(roomFor: value.count)
    return unescaped.read(&at, isPlain: &isPlain)
  }

  /// A time as all times are sent; sessions have theirs in ISO 8601's basic form as well (`20131102T010628Z`).
  private func time(_ text: ByteSlice, _ column: String) throws(RejectReason) -> ByteSlice {
    let written = ByteSlice(start: timeMemory, count: Timestamp.writtenLength)
    if Timestamp.normalise(text, to: timeMemory) != nil { return written }
    guard text.count == 16, text[8] == UInt8(ascii: "T"), text[15] == UInt8(ascii: "Z") else {
      throw .notATime(column: column, value: RejectReason.shown(text))
    }
    var whole: [UInt8] = []
    for (index, byte) in text.bytes.enumerated() {
      if index == 4 || index == 6 { whole.append(UInt8(ascii: "-")) }
      if index == 11 || index == 13 { whole.append(ASCII.colon) }
      whole.append(byte)
    }
    let length = whole.count
    whole += [UInt8](repeating: 0, count: ByteSlice.blockBytes)
    let time = whole.withUnsafeBytes { bytes in
      Timestamp.normalise(ByteSlice(start: bytes.baseAddress, count: length), to: timeMemory)
    }
    guard time != nil else { throw .notATime(column: column, value: RejectReason.shown(text)) }
    return written
  }
}
