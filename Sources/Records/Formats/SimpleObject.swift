/// Decodes the objects that inputs are nearly always made of, and finds where they end, in one pass.
///
/// Such an object is whole, and its values are strings, whole numbers, `true`, `false` and `null`. All else, and all that
/// is wrong, is left to the framer and simdjson; what these would read otherwise is never read here. The bytes of an
/// `InputBuffer` end with a zero, which ends every loop here, so that no offset has to be compared with the end.
final class SimpleObjectDecoder {
  private typealias Bytes = UnsafePointer<UInt8>

  private let names = FieldNames()
  private let texts = DifficultText()

  /// Decodes an object.
  ///
  /// - Parameters:
  ///   - start: Its opening brace, in an `InputBuffer`.
  ///   - fields: Cleared, then filled; its slices hold until the next call, and no longer than the buffer's bytes.
  ///   - lines: The line feeds in the object are added.
  /// - Returns: Its length in bytes, or 0 where it is not such an object; `fields` then holds a part of it, and `lines`
  ///   some number.
  @inline(__always)
  func decode(_ start: UnsafePointer<UInt8>, into fields: RecordFields, lines: inout Int) -> Int {
    fields.clear()
    fields.isPlain = true
    texts.clear()
    names.beginRecord()
    let places = fields.places
    // Kept out of `fields` until the end, so that they are in registers.
    var seen: UInt32 = 0, present: UInt32 = 0
    var textBytes = 0
    var at = start + 1
    if at.pointee != ASCII.quote {
      at = SimpleObjectDecoder.skipSpace(at, &lines)
      if at.pointee == ASCII.closeBrace { return at + 1 - start }
      guard at.pointee == ASCII.quote else { return 0 }
    }
    while true {
      at += 1
      var unknown = ByteSlice(start: nil, count: 0)
      let field = names.match(&at)
      if field == nil {
        // A name with an escape in it ends early here.
        let end = PlainText.end(from: at)
        guard end.pointee == ASCII.quote else { return 0 }
        unknown = ByteSlice(start: at, count: end - at)
        at = end + 1
      }
      guard SimpleObjectDecoder.skipColon(&at, &lines) else { return 0 }
      let text: ByteSlice
      var isNull = false
      if at.pointee == ASCII.quote {
        at += 1
        let end = PlainText.end(from: at)
        if end.pointee == ASCII.quote {
          text = ByteSlice(start: at, count: end - at)
          at = end + 1
        } else {
          guard let difficult = texts.read(&at, fields) else { return 0 }
          text = difficult
        }
      } else {
        isNull = at.pointee == UInt8(ascii: "n")
        let length = SimpleObjectDecoder.literalLength(at)
        guard length > 0 else { return 0 }
        text = ByteSlice(start: at, count: length)
        at += length
      }
      if let field {
        guard seen & field.bit == 0 else { return 0 }
        seen |= field.bit
        if !RecordFields.isAbsence(text) {
          present |= field.bit
          places[field.rawValue] = text
          textBytes += text.count
        }
      } else if !isNull {
        fields.add(unknown: unknown, text)
      }
      guard SimpleObjectDecoder.skipComma(&at, &lines) else {
        guard at.pointee == ASCII.closeBrace else { return 0 }
        fields.take(present: present, textBytes: textBytes)
        return at + 1 - start
      }
    }
  }

  /// Goes from behind a name to its value.
  ///
  /// - Returns: False where there is no colon.
  @inline(__always)
  private static func skipColon(_ at: inout Bytes, _ lines: inout Int) -> Bool {
    if skipPlain(ASCII.colon, &at) { return true }
    at = skipSpace(at, &lines)
    guard at.pointee == ASCII.colon else { return false }
    at = skipSpace(at + 1, &lines)
    return true
  }

  /// Goes from behind a value to the quote of the next name.
  ///
  /// - Returns: False where there is none; `at` is then where there should be a comma or a name.
  @inline(__always)
  private static func skipComma(_ at: inout Bytes, _ lines: inout Int) -> Bool {
    if skipPlain(ASCII.comma, &at) { return true }
    at = skipSpace(at, &lines)
    guard at.pointee == ASCII.comma else { return false }
    // A closing brace behind a comma must not end the object.
    let comma = at
    at = skipSpace(at + 1, &lines)
    if at.pointee == ASCII.quote { return true }
    at = comma
    return false
  }

  /// Goes behind a mark and a space or none to the quote there, as nearly all who write JSON have it.
  @inline(__always)
  private static func skipPlain(_ mark: UInt8, _ at: inout Bytes) -> Bool {
    guard at[0] == mark else { return false }
    if at[1] == ASCII.space, at[2] == ASCII.quote {
      at += 2
      return true
    }
    if at[1] == ASCII.quote {
      at += 1
      return true
    }
    return false
  }

  @inline(__always)
  private static func skipSpace(_ start: Bytes, _ lines: inout Int) -> Bytes {
    var at = start
    while at.pointee <= ASCII.space, ASCII.isSpace(at.pointee) {
      if at.pointee == ASCII.newline { lines += 1 }
      at += 1
    }
    return at
  }

  /// More digits may not fit the 64 bits that simdjson has for a whole number.
  private static let mostDigits = 18

  /// The length of `null`, `true`, `false` or a whole number; 0 for all else.
  @inline(never)
  private static func literalLength(_ start: Bytes) -> Int {
    var at = start
    switch start.pointee {
    case UInt8(ascii: "n"): at = behind("null", start)
    case UInt8(ascii: "t"): at = behind("true", start)
    case UInt8(ascii: "f"): at = behind("false", start)
    default:
      if at.pointee == UInt8(ascii: "-") { at += 1 }
      let digits = at
      while ASCII.isDigit(at.pointee) { at += 1 }
      let count = at - digits
      guard count > 0, count <= mostDigits, count == 1 || digits.pointee != UInt8(ascii: "0") else { return 0 }
    }
    let next = at.pointee
    return next == ASCII.comma || next == ASCII.closeBrace || ASCII.isSpace(next) ? at - start : 0
  }

  /// Behind a word; `start` where another one is there.
  private static func behind(_ word: StaticString, _ start: Bytes) -> Bytes {
    for index in 0..<word.utf8CodeUnitCount where start[index] != word.utf8Start[index] { return start }
    return start + word.utf8CodeUnitCount
  }
}
