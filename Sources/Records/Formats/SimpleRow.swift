import CTextScan

/// Decodes the rows that a CSV nearly always has, and finds where they end, in one pass.
///
/// Such a row is whole, with its line end, has as many cells as the header and no quote in any of them. All else, and all
/// that is wrong, is left to the framer and `CSVRecordDecoder`; what these would read otherwise is never read here. The
/// bytes of an `InputBuffer` end with a zero, which ends every loop here.
final class SimpleRowDecoder {
  private let header: CSVHeader
  private let separator: UInt8
  /// The field that each cell is; nil for another column.
  private let columns: UnsafeMutableBufferPointer<ReportField?>

  /// Makes a decoder for the rows under a header without problem.
  init(_ header: CSVHeader) {
    self.header = header
    separator = header.separator
    columns = .allocate(capacity: header.fields.count)
    _ = columns.initialize(from: header.fields)
  }

  deinit {
    columns.deallocate()
  }

  /// Decodes a row.
  ///
  /// - Parameters:
  ///   - start: Its first byte, in an `InputBuffer`.
  ///   - fields: Cleared, then filled; its slices hold no longer than the buffer's bytes.
  /// - Returns: The length of the row and of its line end, or nil where it is not such a row; `fields` then holds a part
  ///   of it.
  @inline(__always)
  func decode(_ start: UnsafePointer<UInt8>, into fields: RecordFields) -> (row: Int, lineEnd: Int)? {
    fields.clear()
    fields.isPlain = true
    let places = fields.places
    var present: UInt32 = 0
    var textBytes = 0
    var column = 0
    var at = start
    while true {
      let cell = at
      guard let end = cellEnd(&at, fields), column < columns.count else { return nil }
      let text = ByteSlice(start: cell, count: end - cell)
      if let field = columns[column] {
        if !RecordFields.isAbsence(text) {
          present |= field.bit
          places[field.rawValue] = text
          textBytes += text.count
        }
      } else if !text.isEmpty {
        fields.add(unknown: header.name(column), text)
      }
      column += 1
      if at.pointee == separator {
        at += 1
        continue
      }
      guard column == columns.count else { return nil }
      let row = end - start
      guard row != header.line.count || !header.isRepeated(by: ByteSlice(start: start, count: row)) else { return nil }
      fields.take(present: present, textBytes: textBytes)
      return (row, at + 1 - end)
    }
  }

  /// Finds the end of a cell.
  ///
  /// - Parameters:
  ///   - at: In: its first byte. Out: the separator or the line feed that ends it.
  ///   - fields: Is no longer plain where the cell holds a byte that JSON wants escaped.
  /// - Returns: Where its text ends; nil where this is no simple row.
  @inline(__always)
  private func cellEnd(_ at: inout UnsafePointer<UInt8>, _ fields: RecordFields) -> UnsafePointer<UInt8>? {
    while true {
      let count = Int(ctextscan_cell_count(at, separator))
      at += count
      if count == 16 { continue }
      let byte = at.pointee
      if byte == separator || byte == ASCII.newline { return at }
      if byte == ASCII.carriageReturn, at[1] == ASCII.newline {
        at += 1
        return at - 1
      }
      guard passDifficult(&at, fields) else { return nil }
    }
  }

  /// Goes past a character beyond ASCII, or a backslash, which means nothing in a CSV.
  @inline(never)
  private func passDifficult(_ at: inout UnsafePointer<UInt8>, _ fields: RecordFields) -> Bool {
    if at.pointee == ASCII.backslash {
      fields.isPlain = false
      at += 1
      return true
    }
    let length = UTF8Character.length(at)
    at += length
    return length > 0
  }
}
