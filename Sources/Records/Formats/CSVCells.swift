/// The cells of one CSV row, quotes resolved.
struct CSVCells {
  private var starts: [UnsafeRawPointer?] = []
  private var counts: [Int] = []
  private let unquoted = UnquotedText()

  var count: Int { starts.count }

  /// A cell; it holds until the next row is split or the row's memory goes.
  subscript(index: Int) -> ByteSlice { ByteSlice(start: starts[index], count: counts[index]) }

  /// Splits a row.
  ///
  /// - Parameters:
  ///   - row: Without its line end.
  ///   - separator: One byte.
  /// - Returns: What is wrong with the row, else nil.
  mutating func split(_ row: ByteSlice, separator: UInt8) -> RejectReason? {
    starts.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    unquoted.makeRoom(row.count)
    var index = 0
    while true {
      if index < row.count, row[index] == ASCII.quote {
        guard let end = unquote(row, from: index + 1) else { return .quoteNotClosed }
        index = end
        guard index == row.count || row[index] == separator else { return .textAfterQuote }
      } else {
        let end = row.firstOffset(of: separator, from: index) ?? row.count
        add(row.part(index..<end))
        index = end
      }
      if index == row.count { return nil }
      index += 1
    }
  }

  private mutating func add(_ cell: ByteSlice) {
    starts.append(cell.bytes.baseAddress)
    counts.append(cell.count)
  }

  /// Adds the quoted cell whose text begins at `start`.
  ///
  /// - Returns: The offset behind its closing quote.
  private mutating func unquote(_ row: ByteSlice, from start: Int) -> Int? {
    guard let closing = row.firstOffset(of: ASCII.quote, from: start) else { return nil }
    if closing + 1 == row.count || row[closing + 1] != ASCII.quote {
      add(row.part(start..<closing))
      return closing + 1
    }
    var from = start
    let begin = unquoted.mark
    while let quote = row.firstOffset(of: ASCII.quote, from: from) {
      guard quote + 1 < row.count, row[quote + 1] == ASCII.quote else {
        unquoted.append(row.part(from..<quote))
        add(unquoted.text(since: begin))
        return quote + 1
      }
      unquoted.append(row.part(from..<quote + 1))
      from = quote + 2
    }
    return nil
  }
}

/// Memory for the cells that hold doubled quotes.
private final class UnquotedText {
  private var text = ByteWriter(capacity: 256)

  var mark: Int { text.count }

  /// Room for all cells of a row at once, so that none moves while the others are unquoted.
  func makeRoom(_ bytes: Int) {
    text.truncate(to: 0)
    _ = text.room(bytes)
  }

  func append(_ part: ByteSlice) { text.append(part.bytes) }

  func text(since mark: Int) -> ByteSlice {
    ByteSlice(UnsafeRawBufferPointer(rebasing: text.bytes[mark...]))
  }
}
