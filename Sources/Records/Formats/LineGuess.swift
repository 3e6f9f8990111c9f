/// Finds the ends of lines of which each may be one record.
///
/// It keeps offsets in the source, which stay what they are while the buffer moves.
struct LineGuess {
  /// Guesses are made from here on: a line whose guess failed is framed with care to its end.
  private var guessFrom = 0
  /// Offset of the first line feed at or behind `newlineFrom`, so that no byte is searched twice for one.
  private var newlineAt: Int?
  private var newlineFrom = 0

  /// Whether what begins at the buffer's front may be guessed to end with its line.
  func isAllowed(in buffer: InputBuffer) -> Bool { buffer.offset >= guessFrom }

  /// Where the line at the buffer's front ends, in bytes from the front.
  mutating func findNewline(in buffer: InputBuffer) -> Int? {
    if let known = newlineAt, known >= buffer.offset { return known - buffer.offset }
    let from = max(newlineFrom - buffer.offset, 0)
    let found = ByteSlice(buffer.bytes).firstOffset(of: ASCII.newline, from: from)
    newlineAt = found.map { buffer.offset + $0 }
    newlineFrom = newlineAt ?? buffer.offset + buffer.count
    return found
  }

  /// Makes no more guesses about the line that was found last: what else begins on it has the same end.
  ///
  /// - Parameter start: Where what was guessed at begins.
  mutating func fail(at start: Int) {
    guessFrom = (newlineAt ?? start) + 1
  }
}
