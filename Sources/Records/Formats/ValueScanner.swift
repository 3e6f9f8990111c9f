/// Follows strings and brackets through one JSON value, over as many pieces of input as it takes.
struct ValueScanner {
  enum Outcome {
    /// The value goes on behind the bytes given.
    case open
    case closed
    case fault(RejectReason.ValueFault)
  }

  /// As deep as simdjson goes by default, which counts the level of the values inside.
  private static let maxDepth = 1023

  private var depth = 0
  /// One bit a level: set where the bracket is a brace.
  private var isBrace = [UInt64](repeating: 0, count: maxDepth / 64 + 1)
  private var inString = false
  private var escaped = false
  private var tooDeep = false
  /// True where the value's second line begins with a bracket, as it does where a record was not closed on its line.
  private var opensSecondLine = false
  /// The last byte outside a string that was no white space.
  private var last: UInt8 = 0
  /// True where the value began with a brace.
  private(set) var isObject = false

  /// Makes ready for a new value, whose first byte is `{` or `[`.
  mutating func begin() {
    depth = 0
    inString = false
    escaped = false
    tooDeep = false
    opensSecondLine = false
    last = 0
  }

  /// Goes on through the value.
  ///
  /// - Parameters:
  ///   - bytes: The value so far and what follows it.
  ///   - index: In: how many bytes were scanned before. Out: behind the value where it closed, else where it stopped.
  ///   - lines: Line feeds passed, added to what it holds.
  /// - Returns: Whether the value goes on, closed, or cannot be right from `index` on.
  mutating func scan(_ bytes: UnsafeRawBufferPointer, from index: inout Int, lines: inout Int) -> Outcome {
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return .open }
    let count = bytes.count
    var at = index
    defer { index = at }
    while at < count {
      if inString {
        if let fault = scanString(base, count, &at) { return .fault(fault) }
        continue
      }
      let byte = base[at]
      switch byte {
      case ASCII.space, ASCII.tab, ASCII.carriageReturn:
        at += 1
        continue
      case ASCII.newline:
        lines += 1
        at += 1
        continue
      case ASCII.quote:
        inString = true
      case ASCII.openBrace, ASCII.openBracket:
        guard mayOpen(byte) else { return .fault(.valueWithoutComma) }
        if lines == 1, at > 0, base[at - 1] == ASCII.newline { opensSecondLine = true }
        open(byte)
        // Lines that each leave something open would otherwise be read to the end of the input, one after another.
        if tooDeep, opensSecondLine { return .fault(.tooDeep) }
      case ASCII.closeBrace, ASCII.closeBracket:
        guard closes(byte) else {
          at += 1
          return .fault(.wrongBracket)
        }
        depth -= 1
        if depth == 0 {
          at += 1
          return tooDeep ? .fault(.tooDeep) : .closed
        }
      default: break
      }
      last = byte
      at += 1
    }
    return .open
  }

  /// Goes through the inside of a string, past its closing quote.
  @inline(__always)
  private mutating func scanString(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int
  ) -> RejectReason.ValueFault? {
    while at < count {
      let byte = base[at]
      if escaped {
        if byte == ASCII.newline {
          inString = false
          escaped = false
          return .newlineInString
        }
        escaped = false
      } else if byte == ASCII.quote {
        inString = false
        at += 1
        return nil
      } else if byte == ASCII.backslash {
        escaped = true
      } else if byte == ASCII.newline {
        // JSON has no line feed in a string (RFC 8259, section 7): the string was never closed.
        inString = false
        return .newlineInString
      }
      at += 1
    }
    return nil
  }

  /// A value may begin behind a colon in an object, and behind a comma or the opening bracket in an array.
  private func mayOpen(_ byte: UInt8) -> Bool {
    if depth == 0 || tooDeep { return true }
    return innermostIsBrace ? last == ASCII.colon : last == ASCII.comma || last == ASCII.openBracket
  }

  private mutating func open(_ byte: UInt8) {
    let brace = byte == ASCII.openBrace
    if depth == 0 { isObject = brace }
    if depth >= ValueScanner.maxDepth {
      tooDeep = true
    } else if brace {
      isBrace[depth >> 6] |= 1 << UInt64(depth & 63)
    } else {
      isBrace[depth >> 6] &= ~(1 << UInt64(depth & 63))
    }
    depth += 1
  }

  private var innermostIsBrace: Bool {
    let level = depth - 1
    return isBrace[level >> 6] & (1 << UInt64(level & 63)) != 0
  }

  private func closes(_ byte: UInt8) -> Bool {
    // Deeper than is recorded, the kinds are unknown; the value is refused for its depth in the end.
    guard depth <= ValueScanner.maxDepth, !tooDeep else { return true }
    return innermostIsBrace == (byte == ASCII.closeBrace)
  }
}
