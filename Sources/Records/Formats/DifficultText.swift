#if canImport(Glibc)
  import Glibc
#endif

/// Reads strings of JSON that hold an escape or a character beyond ASCII, and keeps their texts for one record.
///
/// The few that are broken, or too long for its memory, are not read here: simdjson tells what is wrong with them.
final class DifficultText {
  private static let usualCapacity = 16 << 10

  private var capacity = DifficultText.usualCapacity
  private var memory: UnsafeMutablePointer<UInt8>
  private var used = 0

  init() {
    memory = DifficultText.allocate(capacity)
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + ByteSlice.blockBytes)
    memory.initialize(repeating: 0, count: capacity + ByteSlice.blockBytes)
    return memory
  }

  deinit {
    memory.deallocate()
  }

  /// Forgets the texts of the record before.
  @inline(__always)
  func clear() {
    used = 0
  }

  /// Forgets the texts of the record before, and makes room for any text of one that is so long.
  func clear(roomFor bytes: Int) {
    used = 0
    // A character that is looked for behind plain text takes up to four bytes.
    guard capacity < bytes + 4 else { return }
    memory.deallocate()
    capacity = bytes + 4
    memory = DifficultText.allocate(capacity)
  }

  /// Reads the text of a string.
  ///
  /// - Parameters:
  ///   - at: In: behind the opening quote, in bytes that some control character ends. Out: behind the closing quote.
  ///   - fields: Is no longer plain where the text holds a byte that JSON wants escaped.
  /// - Returns: The text, which holds until `clear`; nil where it cannot be read here.
  @inline(never)
  func read(_ at: inout UnsafePointer<UInt8>, _ fields: RecordFields) -> ByteSlice? {
    var isPlain = true
    let text = read(&at, isPlain: &isPlain)
    if !isPlain { fields.isPlain = false }
    return text
  }

  /// Reads the text of a string, and tells where it holds a byte that JSON wants escaped.
  func read(_ at: inout UnsafePointer<UInt8>, isPlain: inout Bool) -> ByteSlice? {
    let begin = used
    while true {
      let end = PlainText.end(from: at)
      // The longest character behind the plain text is four bytes of UTF-8.
      guard capacity - used >= end - at + 4 else { return nil }
      memcpy(memory + used, at, end - at)
      used += end - at
      at = end
      let byte = at.pointee
      switch byte {
      case ASCII.quote:
        at += 1
        return ByteSlice(start: memory + begin, count: used - begin)
      case ASCII.backslash:
        guard let scalar = unescape(&at) else { return nil }
        if scalar < 0x20 || scalar == UInt32(ASCII.quote) || scalar == UInt32(ASCII.backslash) {
          isPlain = false
        }
        append(scalar)
      case ..<0x20: return nil
      default:
        let length = UTF8Character.length(at)
        guard length > 0 else { return nil }
        for index in 0..<length { append(at[index]) }
        at += length
      }
    }
  }

  private func append(_ byte: UInt8) {
    memory[used] = byte
    used += 1
  }

  private func append(_ scalar: UInt32) {
    func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: scalar >> shift) & 0x3F }
    switch scalar {
    case ..<0x80: append(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800:
      append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
      append(tail(0))
    case ..<0x1_0000:
      append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      append(tail(6))
      append(tail(0))
    default:
      append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
      append(tail(12))
      append(tail(6))
      append(tail(0))
    }
  }

  /// The character that an escape stands for (RFC 8259, section 7); nil where it is none, or half a surrogate pair.
  private func unescape(_ at: inout UnsafePointer<UInt8>) -> UInt32? {
    let letter = at[1]
    guard letter == UInt8(ascii: "u") else {
      at += 2
      switch letter {
      case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"): return UInt32(letter)
      case UInt8(ascii: "b"): return 8
      case UInt8(ascii: "f"): return 12
      case UInt8(ascii: "n"): return 10
      case UInt8(ascii: "r"): return 13
      case UInt8(ascii: "t"): return 9
      default: return nil
      }
    }
    guard let first = DifficultText.fourHexDigits(at + 2) else { return nil }
    at += 6
    guard first & 0xF800 == 0xD800 else { return first }
    guard first < 0xDC00, at[0] == ASCII.backslash, at[1] == UInt8(ascii: "u"),
      let second = DifficultText.fourHexDigits(at + 2), second & 0xFC00 == 0xDC00
    else { return nil }
    at += 6
    return 0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF
  }

  static func fourHexDigits(_ start: UnsafePointer<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    for index in 0..<4 {
      let byte = start[index]
      guard ASCII.isHexDigit(byte) else { return nil }
      value = value << 4 | UInt32(ASCII.isDigit(byte) ? byte & 15 : byte & 15 + 9)
    }
    return value
  }
}
