/// Writes the columns of records.
///
/// A text is text in every record: what the service would take for another type gets a prefix, and what is over the
/// field limit is cut.
struct TextColumns {
  /// The longest text in bytes.
  let fieldBytes: Int
  /// Names of the columns of this record whose text was cut.
  private(set) var truncated: [String] = []

  init(fieldBytes: Int) {
    self.fieldBytes = fieldBytes
  }

  mutating func beginRecord() {
    if !truncated.isEmpty { truncated.removeAll(keepingCapacity: true) }
  }

  mutating func note(cut name: @autoclosure () -> String) {
    truncated.append(name())
  }

  /// Writes a text column.
  ///
  /// - Parameters:
  ///   - text: The value; nil where it is absent.
  ///   - key: What comes before it; empty where the column is not sent.
  ///   - isPlain: True where it holds nothing that JSON wants escaped.
  ///   - pen: Has room for `Pen.mostBytesEscaped` times the text.
  ///   - name: The column's name.
  @inline(__always)
  mutating func write(
    _ text: ByteSlice?, _ key: ByteSlice, isPlain: Bool, _ pen: inout Pen, _ name: @autoclosure () -> String
  ) {
    guard let text, !key.isEmpty else { return }
    if isPlain, text.count <= fieldBytes, TextShape.isSurelyPlain(text) {
      pen.put(key)
      pen.put(text)
      pen.put(ASCII.quote)
    } else if writeWithCare(text, key, &pen) {
      truncated.append(name())
    }
  }

  /// Writes a text column of any text.
  ///
  /// - Returns: True where the text had to be cut.
  @inline(never)
  private func writeWithCare(_ text: ByteSlice, _ key: ByteSlice, _ pen: inout Pen) -> Bool {
    pen.put(key)
    let isCut = pen.put(text: text, prefix: TextShape.of(text).prefix, limit: fieldBytes)
    pen.put(ASCII.quote)
    return isCut
  }

  /// Writes an id of CloudTrail, which always gets a prefix, so that it has one type whatever its form.
  @inline(__always)
  mutating func write(
    id text: ByteSlice?, _ key: ByteSlice, _ pen: inout Pen, _ name: @autoclosure () -> String
  ) {
    guard let text, !key.isEmpty else { return }
    pen.put(key)
    if pen.put(text: text, prefix: TextShape.guid.prefix, limit: fieldBytes) { truncated.append(name()) }
    pen.put(ASCII.quote)
  }

  /// Writes a time, or other text that needs no check.
  @inline(__always)
  func write(checked text: ByteSlice, _ key: ByteSlice, _ pen: inout Pen) {
    guard !key.isEmpty else { return }
    pen.put(key)
    pen.put(text)
    pen.put(ASCII.quote)
  }

  @inline(__always)
  func write(literal text: StaticString, _ key: ByteSlice, _ pen: inout Pen) {
    guard !key.isEmpty else { return }
    pen.put(key)
    for index in 0..<text.utf8CodeUnitCount { pen.put(text.utf8Start[index]) }
  }

  @inline(__always)
  func write(_ value: Bool?, _ key: ByteSlice, _ pen: inout Pen) {
    guard let value else { return }
    write(literal: value ? "true" : "false", key, &pen)
  }

  /// Writes a text of any length behind a key, where no pen is at hand.
  mutating func write(_ text: ByteSlice, after key: [UInt8], to writer: inout ByteWriter, _ name: String) {
    let bound = key.count + min(text.count, fieldBytes) * Pen.mostBytesEscaped + TextColumns.mostBytesBeside
    let isCut = writer.write(atMost: bound) { pen in
      for byte in key { pen.put(byte) }
      let isCut = pen.put(text: text, prefix: TextShape.of(text).prefix, limit: fieldBytes)
      pen.put(ASCII.quote)
      return isCut
    }
    if isCut { truncated.append(name) }
  }

  /// A prefix and a quote.
  private static let mostBytesBeside = 16

  /// Ends a record: the names of what was cut, and what is added to each.
  @inline(__always)
  func end<Name>(_ keys: ColumnKeys<Name>, from start: Int, to writer: inout ByteWriter) {
    end(keys.truncatedColumns, added: keys.added, from: start, to: &writer)
  }

  /// Ends a record.
  ///
  /// - Parameters:
  ///   - key: What comes before the names of what was cut; empty where they are not sent.
  ///   - added: What is added to each record.
  ///   - start: Where the record begins.
  ///   - writer: Has its columns.
  @inline(__always)
  func end(_ key: ByteSlice, added: ByteSlice, from start: Int, to writer: inout ByteWriter) {
    if !truncated.isEmpty, !key.isEmpty { writeTruncated(key, to: &writer) }
    writer.append(added.bytes)
    writer.closeObject(from: start)
  }

  private func writeTruncated(_ key: ByteSlice, to writer: inout ByteWriter) {
    var names = truncated.joined(separator: ",")
    writer.append(key.bytes)
    names.withUTF8 { writer.append(UnsafeRawBufferPointer($0)) }
    writer.append(ASCII.quote)
  }
}

extension Pen {
  /// Puts the inside of a JSON string that is text, cut at a limit between two characters.
  ///
  /// - Returns: True where it had to be cut.
  @inline(never)
  mutating func put(text: ByteSlice, prefix: StaticString, limit: Int) -> Bool {
    put(escaped: UnsafeRawBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
    let room = limit - prefix.utf8CodeUnitCount
    let isCut = text.count > room
    put(escaped: isCut ? text.cut(to: room).bytes : text.bytes)
    return isCut
  }
}
