/// Finds the members of a JSON object in its text, in the order they came.
///
/// Only for objects that were parsed before: it skips, and does not validate. The DOM keeps neither the digits of a
/// number nor the text of a nested value; where those are sent, they are taken from here.
struct JSONMembers {
  private let record: ByteSlice
  private var next = 0
  private var offset = 1
  private var current: (member: Range<Int>, value: Range<Int>)?

  init(_ record: ByteSlice) {
    self.record = record
  }

  /// The text of a member's value as it came; members must be asked for in order.
  mutating func value(_ index: Int) -> ByteSlice? {
    find(index).map { record.part($0.value) }
  }

  /// Where a member lies in the record, its name included.
  mutating func member(_ index: Int) -> Range<Int>? {
    find(index)?.member
  }

  private mutating func find(_ index: Int) -> (member: Range<Int>, value: Range<Int>)? {
    while next <= index {
      guard let found = advance() else { return nil }
      current = found
      next += 1
    }
    return current
  }

  private mutating func advance() -> (member: Range<Int>, value: Range<Int>)? {
    skip { ASCII.isSpace($0) || $0 == ASCII.comma }
    let start = offset
    guard offset < record.count, record[offset] == ASCII.quote else { return nil }
    skipString()
    skip { ASCII.isSpace($0) || $0 == ASCII.colon }
    let valueStart = offset
    skipValue()
    return (start..<offset, valueStart..<offset)
  }

  private mutating func skip(while condition: (UInt8) -> Bool) {
    while offset < record.count, condition(record[offset]) { offset += 1 }
  }

  /// From the opening quote to behind the closing one.
  private mutating func skipString() {
    offset += 1
    while offset < record.count {
      let byte = record[offset]
      offset += byte == ASCII.backslash ? 2 : 1
      if byte == ASCII.quote { return }
    }
    offset = record.count
  }

  private mutating func skipValue() {
    var depth = 0
    while offset < record.count {
      switch record[offset] {
      case ASCII.quote:
        skipString()
        if depth == 0 { return }
        continue
      case ASCII.openBrace, ASCII.openBracket: depth += 1
      case ASCII.closeBrace, ASCII.closeBracket:
        if depth == 0 { return }
        depth -= 1
        if depth == 0 {
          offset += 1
          return
        }
      case ASCII.comma where depth == 0: return
      case let byte where depth == 0 && ASCII.isSpace(byte): return
      default: break
      }
      offset += 1
    }
  }
}
