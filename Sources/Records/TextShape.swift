/// Shapes of text that the service would store in another column than plain text.
///
/// The Data Collector API guesses a column's type from each value: 32 hexadecimal digits become a GUID column and are
/// rewritten, an ISO date-time becomes a time column (Azure Monitor, HTTP Data Collector API, "Record type and
/// properties"). Whoever can choose a user name could otherwise move their records out of a query's sight.
enum TextShape: Equatable {
  case plain
  case guid
  case dateTime

  /// What is put before a value so that it stays text.
  var prefix: StaticString {
    switch self {
    case .plain: ""
    case .guid: "id:"
    case .dateTime: "text:"
    }
  }

  /// True of most plain text, at a look at its length and its first byte.
  ///
  /// A GUID has 32 characters at least; a date begins with a digit, ticks with a slash, and both may have white space
  /// before them. All of these bytes are at most that of the digit 9.
  @inline(__always)
  static func isSurelyPlain(_ text: ByteSlice) -> Bool {
    text.count < 6 || text.count < 32 && text[0] > UInt8(ascii: "9")
  }

  @inline(__always)
  static func of(_ text: ByteSlice) -> TextShape {
    // Both shapes are longer than most values, and both hold nothing but a short list of characters.
    guard text.count >= 16 else { return text.count >= 6 && isTicks(text.trimmed()) ? .dateTime : .plain }
    return longShape(text)
  }

  @inline(never)
  private static func longShape(_ text: ByteSlice) -> TextShape {
    let core = text.trimmed()
    if isGUID(core) { return .guid }
    if isDateTime(core) || isTicks(core) { return .dateTime }
    return .plain
  }

  /// 32 hexadecimal digits, dashes anywhere between them, also in braces or parentheses as .NET reads them.
  private static func isGUID(_ text: ByteSlice) -> Bool {
    var core = text
    if text.count > 2, let first = text.bytes.first, let last = text.bytes.last,
      (first == ASCII.openBrace && last == ASCII.closeBrace)
        || (first == UInt8(ascii: "(") && last == UInt8(ascii: ")"))
    {
      core = text.part(1..<text.count - 1)
    }
    guard core.count >= 32, core.count <= 64 else { return false }
    var digits = 0
    for byte in core.bytes {
      if ASCII.isHexDigit(byte) {
        digits += 1
      } else if byte != UInt8(ascii: "-") {
        return false
      }
    }
    return digits == 32
  }

  /// `YYYY-MM-DD`, then `T`, `t` or a space, then `HH:MM`; whatever follows.
  private static func isDateTime(_ text: ByteSlice) -> Bool {
    guard text.count >= 16 else { return false }
    let pattern: StaticString = "dddd-dd-dd?dd:dd"
    for index in 0..<16 {
      let byte = text[index]
      switch pattern.utf8Start[index] {
      case UInt8(ascii: "d"): guard ASCII.isDigit(byte) else { return false }
      case UInt8(ascii: "?"):
        guard byte | 0x20 == UInt8(ascii: "t") || byte == ASCII.space else { return false }
      case let literal: guard byte == literal else { return false }
      }
    }
    return true
  }

  /// `/Date(…)/`, which Microsoft's JSON readers take for a time as well.
  private static func isTicks(_ text: ByteSlice) -> Bool {
    text.count >= 6 && text.part(0..<6).equals("/Date(")
  }
}
