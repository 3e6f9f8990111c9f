/// Rows of text in columns.
enum TextTable {
  /// Each row as a line, its cells padded to the widest of their column, two spaces between them.
  ///
  /// - Parameters:
  ///   - rows: Of equally many cells each.
  ///   - rightAligned: The columns, from 0, that hold numbers.
  /// - Returns: Lines without their ends, and without white space there.
  static func lines(_ rows: [[String]], rightAligned: Set<Int> = []) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let (text, width) = cell
        let padding = String(repeating: " ", count: width - text.count)
        return rightAligned.contains(column) ? padding + text : text + padding
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
