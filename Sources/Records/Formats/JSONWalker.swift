/// Goes through JSON text that a zero byte ends, and checks all of it (RFC 8259).
///
/// What it passes is valid: grammar, escapes, surrogate pairs, UTF-8, depth. The bytes of an `InputBuffer` end with a zero,
/// which ends every loop here, so that no offset has to be compared with the end.
struct JSONWalker {
  typealias Bytes = UnsafePointer<UInt8>

  /// As deep as simdjson and `ValueScanner` go, the object around included.
  static let maxDepth = 1023

  /// The next byte.
  var at: Bytes
  /// Line feeds passed.
  var lines = 0
  /// One bit a level of the value that is passed: set where its bracket is a brace.
  private let braces: UnsafeMutablePointer<UInt64>

  /// - Parameters:
  ///   - start: The first byte.
  ///   - braces: Memory of `bracesCount` words.
  @inline(__always)
  init(_ start: Bytes, braces: UnsafeMutablePointer<UInt64>) {
    at = start
    self.braces = braces
  }

  static let bracesCount = maxDepth / 64 + 1

  @inline(__always)
  mutating func skipSpace() {
    while at.pointee <= ASCII.space, ASCII.isSpace(at.pointee) {
      if at.pointee == ASCII.newline { lines += 1 }
      at += 1
    }
  }

  /// Passes a byte and the white space around it.
  ///
  /// - Returns: False where another byte is there.
  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    if at.pointee != byte {
      skipSpace()
      guard at.pointee == byte else { return false }
    }
    at += 1
    skipSpace()
    return true
  }

  /// From behind the opening quote of a string to behind the closing one.
  @inline(__always)
  mutating func skipString() -> Bool {
    at = PlainText.end(from: at)
    if at.pointee == ASCII.quote {
      at += 1
      return true
    }
    return skipDifficultString()
  }

  @inline(never)
  private mutating func skipDifficultString() -> Bool {
    while true {
      switch at.pointee {
      case ASCII.quote:
        at += 1
        return true
      case ASCII.backslash: guard skipEscape() else { return false }
      case ..<0x20: return false
      default:
        let length = UTF8Character.length(at)
        guard length > 0 else { return false }
        at += length
      }
      at = PlainText.end(from: at)
    }
  }

  @inline(__always)
  private mutating func skipEscape() -> Bool {
    switch at[1] {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"),
      UInt8(ascii: "b"), UInt8(ascii: "f"):
      at += 2
      return true
    case UInt8(ascii: "u"): return skipCodeUnit()
    default: return false
    }
  }

  private mutating func skipCodeUnit() -> Bool {
    guard let first = DifficultText.fourHexDigits(at + 2) else { return false }
    at += 6
    guard first & 0xF800 == 0xD800 else { return true }
    guard first < 0xDC00, at[0] == ASCII.backslash, at[1] == UInt8(ascii: "u"),
      let second = DifficultText.fourHexDigits(at + 2), second & 0xFC00 == 0xDC00
    else { return false }
    at += 6
    return true
  }

  /// Passes `null`, `true`, `false` or a number.
  @inline(__always)
  mutating func skipLiteral() -> Bool {
    switch at.pointee {
    case UInt8(ascii: "n"): return skipWord("null")
    case UInt8(ascii: "t"): return skipWord("true")
    case UInt8(ascii: "f"): return skipWord("false")
    default: return skipNumber()
    }
  }

  @inline(__always)
  private mutating func skipWord(_ word: StaticString) -> Bool {
    for index in 0..<word.utf8CodeUnitCount where at[index] != word.utf8Start[index] { return false }
    at += word.utf8CodeUnitCount
    return true
  }

  private mutating func skipNumber() -> Bool {
    if at.pointee == UInt8(ascii: "-") { at += 1 }
    if at.pointee == UInt8(ascii: "0") {
      at += 1
    } else {
      guard skipDigits() else { return false }
    }
    if at.pointee == UInt8(ascii: ".") {
      at += 1
      guard skipDigits() else { return false }
    }
    if at.pointee | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at.pointee == UInt8(ascii: "+") || at.pointee == UInt8(ascii: "-") { at += 1 }
      guard skipDigits() else { return false }
    }
    return true
  }

  private mutating func skipDigits() -> Bool {
    guard ASCII.isDigit(at.pointee) else { return false }
    while ASCII.isDigit(at.pointee) { at += 1 }
    return true
  }

  /// Passes a value of any kind, whose first byte is next.
  ///
  /// - Parameter around: How many objects and arrays it lies in.
  /// - Returns: False where it is no value.
  @inline(__always)
  mutating func skipValue(around: Int) -> Bool {
    switch at.pointee {
    case ASCII.quote:
      at += 1
      return skipString()
    case ASCII.openBrace, ASCII.openBracket: return skipNested(around: around)
    default: return skipLiteral()
    }
  }

  @inline(never)
  private mutating func skipNested(around: Int) -> Bool {
    var depth = 0
    var isBrace = false
    while true {
      // A value.
      switch at.pointee {
      case ASCII.quote:
        at += 1
        guard skipString() else { return false }
      case ASCII.openBrace, ASCII.openBracket:
        guard depth + around < JSONWalker.maxDepth else { return false }
        isBrace = at.pointee == ASCII.openBrace
        at += 1
        skipSpace()
        guard at.pointee == (isBrace ? ASCII.closeBrace : ASCII.closeBracket) else {
          setBrace(isBrace, depth)
          depth += 1
          if isBrace { guard skipName() else { return false } }
          continue
        }
        at += 1
        if depth == 0 { return true }
        isBrace = self.isBrace(depth - 1)
      default: guard skipLiteral() else { return false }
      }
      // Behind it.
      while true {
        if at.pointee <= ASCII.space { skipSpace() }
        if at.pointee == ASCII.comma {
          at += 1
          skipSpace()
          if isBrace { guard skipName() else { return false } }
          break
        }
        guard at.pointee == (isBrace ? ASCII.closeBrace : ASCII.closeBracket) else { return false }
        at += 1
        depth -= 1
        if depth == 0 { return true }
        isBrace = self.isBrace(depth - 1)
      }
    }
  }

  /// Passes a name with its colon.
  @inline(__always)
  private mutating func skipName() -> Bool {
    guard at.pointee == ASCII.quote else { return false }
    at += 1
    return skipString() && skip(ASCII.colon)
  }

  @inline(__always)
  private func isBrace(_ level: Int) -> Bool { braces[level >> 6] >> UInt64(level & 63) & 1 != 0 }

  @inline(__always)
  private func setBrace(_ isBrace: Bool, _ level: Int) {
    let bit: UInt64 = 1 << UInt64(level & 63)
    if isBrace { braces[level >> 6] |= bit } else { braces[level >> 6] &= ~bit }
  }
}
