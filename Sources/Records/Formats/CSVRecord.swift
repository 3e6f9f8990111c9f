/// Decodes one framed CSV row into fields.
final class CSVRecordDecoder {
  private var cells = CSVCells()
  private let repair = UnicodeRepair()

  /// Decodes a row.
  ///
  /// - Parameters:
  ///   - row: Without its line end.
  ///   - header: The header of the same source.
  ///   - fields: Cleared, then filled; its slices hold until the next call, and no longer than `row`.
  /// - Returns: Why it is no record, else nil.
  func decode(_ row: ByteSlice, under header: CSVHeader, into fields: RecordFields) -> RejectReason? {
    fields.clear()
    var text = row
    if !isUTF8(row) {
      if let broken = brokenIdentity(row, header) { return .notUnicode(column: "\(broken.columnName)") }
      text = repair.repairedText(row) ?? row
      fields.replaced = true
    }
    if let fault = cells.split(text, separator: header.separator) { return fault }
    guard cells.count == header.fields.count else {
      return .cellCount(cells: cells.count, header: header.fields.count)
    }
    for index in 0..<cells.count {
      if let field = header.fields[index] {
        _ = fields.set(field, cells[index])
      } else if !cells[index].isEmpty {
        fields.add(unknown: header.name(index), cells[index])
      }
    }
    return nil
  }

  /// The first identity field of a row whose text is broken.
  private func brokenIdentity(_ row: ByteSlice, _ header: CSVHeader) -> ReportField? {
    guard cells.split(row, separator: header.separator) == nil else { return nil }
    for index in 0..<min(cells.count, header.fields.count) {
      if let field = header.fields[index], field.isIdentity, !isUTF8(cells[index]) { return field }
    }
    return nil
  }

  private func isUTF8(_ text: ByteSlice) -> Bool {
    if !text.bytes.contains(where: { $0 >= 0x80 }) { return true }
    return String(validating: text.bytes, as: UTF8.self) != nil
  }
}
