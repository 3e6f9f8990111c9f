/// Copies a JSON object with the numbers in quotes that no 64 bits hold.
///
/// JSON sets no limit on a number (RFC 8259, section 6), but the parser does. Numbers end up as their text here anyway,
/// so one that is too long for the parser need not cost the record.
final class LongNumbers {
  private var copy = ByteWriter(capacity: 4096)

  /// Digits that fit in 64 bits whatever they are.
  private static let safeDigits = 18

  /// The copy, with readable bytes behind it; it holds until the next call.
  ///
  /// - Returns: nil where there is no such number.
  func quoted(_ record: ByteSlice) -> ByteSlice? {
    copy.truncate(to: 0)
    var quotedAny = false
    var at = 0
    while at < record.count {
      let byte = record[at]
      if byte == ASCII.quote {
        let end = LongNumbers.endOfString(record, at)
        copy.append(record.part(at..<end).bytes)
        at = end
      } else if byte == UInt8(ascii: "-") || ASCII.isDigit(byte) {
        let end = LongNumbers.endOfToken(record, at)
        let token = record.part(at..<end)
        if LongNumbers.isLongNumber(token) {
          quotedAny = true
          copy.append(ASCII.quote)
          copy.append(token.bytes)
          copy.append(ASCII.quote)
        } else {
          copy.append(token.bytes)
        }
        at = end
      } else {
        copy.append(byte)
        at += 1
      }
    }
    guard quotedAny else { return nil }
    let length = copy.count
    _ = copy.room(64)
    return ByteSlice(UnsafeRawBufferPointer(rebasing: copy.bytes[0..<length]))
  }

  private static func endOfString(_ record: ByteSlice, _ start: Int) -> Int {
    var at = start + 1
    while at < record.count {
      let byte = record[at]
      at += byte == ASCII.backslash ? 2 : 1
      if byte == ASCII.quote { return at }
    }
    return record.count
  }

  private static func endOfToken(_ record: ByteSlice, _ start: Int) -> Int {
    var at = start
    while at < record.count {
      switch record[at] {
      case ASCII.comma, ASCII.closeBrace, ASCII.closeBracket: return at
      case let byte where ASCII.isSpace(byte): return at
      default: at += 1
      }
    }
    return at
  }

  /// True of what JSON calls a number and 64 bits may not hold; all else is left for the parser to refuse.
  private static func isLongNumber(_ token: ByteSlice) -> Bool {
    var at = token[0] == UInt8(ascii: "-") ? 1 : 0
    func digits() -> Int {
      let start = at
      while at < token.count, ASCII.isDigit(token[at]) { at += 1 }
      return at - start
    }
    let leadsWithZero = at < token.count && token[at] == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, !leadsWithZero || whole == 1 else { return false }
    if at < token.count, token[at] == UInt8(ascii: ".") {
      at += 1
      guard digits() > 0 else { return false }
    }
    var hasExponent = false
    if at < token.count, token[at] | 0x20 == UInt8(ascii: "e") {
      hasExponent = true
      at += 1
      if at < token.count, token[at] == UInt8(ascii: "+") || token[at] == UInt8(ascii: "-") { at += 1 }
      guard digits() > 0 else { return false }
    }
    return at == token.count && (hasExponent || whole > safeDigits)
  }
}
