#if canImport(Glibc)
  import Glibc
#endif

/// A stretch of bytes in memory that somebody else owns.
///
/// It holds until its owner is asked for more: a slice of a `RecordReader` until the reader's next call, a slice of
/// decoded members until the next record. The hot path passes these instead of strings, so that a record is read
/// where it lies.
public struct ByteSlice {
  /// Short texts are copied in blocks of so many bytes, which takes no decision on their length.
  static let blockBytes = 16

  public let bytes: UnsafeRawBufferPointer

  /// A view of bytes whose owner outlives the use.
  public init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  init(start: UnsafeRawPointer?, count: Int) {
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  public var count: Int { bytes.count }
  public var isEmpty: Bool { bytes.isEmpty }

  @inline(__always)
  subscript(index: Int) -> UInt8 { bytes[index] }

  /// The part between two offsets, both within the slice.
  @inline(__always)
  func part(_ range: Range<Int>) -> ByteSlice {
    ByteSlice(UnsafeRawBufferPointer(rebasing: bytes[range]))
  }

  /// True where the bytes are exactly those of the literal.
  @inline(__always)
  func equals(_ literal: StaticString) -> Bool {
    guard let start = bytes.baseAddress else { return literal.utf8CodeUnitCount == 0 }
    return bytes.count == literal.utf8CodeUnitCount && memcmp(start, literal.utf8Start, bytes.count) == 0
  }

  /// The first offset of a byte from `start` on.
  @inline(__always)
  func firstOffset(of byte: UInt8, from start: Int = 0) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// The slice without white space (space, tab, CR, LF) at its ends.
  func trimmed() -> ByteSlice {
    var low = 0
    var high = count
    while low < high, ASCII.isSpace(bytes[low]) { low += 1 }
    while high > low, ASCII.isSpace(bytes[high - 1]) { high -= 1 }
    return part(low..<high)
  }

  /// The longest beginning that is no longer than `limit` bytes and ends between two characters of UTF-8.
  func cut(to limit: Int) -> ByteSlice {
    var end = max(min(limit, count), 0)
    while end > 0, end < count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return part(0..<end)
  }

  /// The longest end that is no longer than `limit` bytes and begins between two characters of UTF-8.
  func end(atMost limit: Int) -> ByteSlice {
    var start = count - min(limit, count)
    while start < count, bytes[start] & 0xC0 == 0x80 { start += 1 }
    return part(start..<count)
  }

  /// The bytes as text; what is no UTF-8 becomes U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The few characters that formats give a meaning to.
enum ASCII {
  static let tab: UInt8 = 0x09
  static let newline: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let backslash: UInt8 = 0x5C
  static let openBracket: UInt8 = 0x5B
  static let closeBracket: UInt8 = 0x5D
  static let openBrace: UInt8 = 0x7B
  static let closeBrace: UInt8 = 0x7D

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == space || byte == newline || byte == carriageReturn || byte == tab
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
