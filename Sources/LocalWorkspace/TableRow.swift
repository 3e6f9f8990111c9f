/// A record with the names and values that it has in its table.
struct TableRow {
  /// A JSON object of stored column names and values, without its closing brace until `close()`.
  private(set) var columns: [UInt8] = [UInt8(ascii: "{")]
  var recordID: String?
  /// The record's own time, if it has one.
  var time: [UInt8]?

  /// Whether it has no column yet.
  var isEmpty: Bool { columns.count == 1 }

  init(capacity: Int) {
    columns.reserveCapacity(capacity)
  }

  /// Begins a column; names have only letters, digits and underscores, so that nothing needs escaping.
  mutating func append(name: String) {
    if !isEmpty { columns.append(UInt8(ascii: ",")) }
    columns.append(UInt8(ascii: "\""))
    columns.append(contentsOf: name.utf8)
    columns.append(UInt8(ascii: "\""))
    columns.append(UInt8(ascii: ":"))
  }

  /// Appends a value that is JSON already.
  mutating func append(json: some Sequence<UInt8>) {
    columns.append(contentsOf: json)
  }

  /// Appends text as a string, cut to a number of bytes at a character's end.
  ///
  /// - Returns: Whether it was cut.
  mutating func append(text: [UInt8], limit: Int) -> Bool {
    guard text.count > limit else {
      JSONText.append(text[...], to: &columns)
      return false
    }
    var kept = text.prefix(limit)
    // The byte behind the cut tells whether a character was cut through.
    if text[kept.endIndex] & 0xC0 == 0x80 {
      kept = kept[..<(kept.lastIndex { $0 & 0xC0 != 0x80 } ?? 0)]
    }
    JSONText.append(kept, to: &columns)
    return true
  }

  /// Ends the object.
  mutating func close() {
    columns.append(UInt8(ascii: "}"))
  }
}
