#if canImport(Glibc)
  import Glibc
#endif

/// Writes where room was made before, without looking how much is left.
///
/// Texts are copied in whole blocks, so that up to `ByteSlice.blockBytes` behind the last byte are written as well; each
/// text has as many readable bytes behind it. Only `ByteWriter.pen` hands out pens, for a bound of what is written.
struct Pen {
  fileprivate(set) var at: UnsafeMutableRawPointer

  @inline(__always)
  mutating func put(_ byte: UInt8) {
    at.storeBytes(of: byte, as: UInt8.self)
    at += 1
  }

  @inline(__always)
  mutating func put(_ text: ByteSlice) {
    guard let base = text.bytes.baseAddress else { return }
    var done = 0
    repeat {
      let block = (base + done).loadUnaligned(as: SIMD2<UInt64>.self)
      (at + done).storeBytes(of: block, as: SIMD2<UInt64>.self)
      done += ByteSlice.blockBytes
    } while done < text.count
    at += text.count
  }

  /// How many bytes one byte of text becomes at most: `\u0000`.
  static let mostBytesEscaped = 6

  /// Goes on behind bytes that were written at `at`.
  @inline(__always)
  mutating func advance(_ count: Int) {
    at += count
  }

  /// Puts a whole number in decimal digits: at most 20 bytes.
  @inline(__always)
  mutating func put(decimal value: Int) {
    switch value {
    case 0..<10: put(0x30 + UInt8(truncatingIfNeeded: value))
    case 10..<100: putPair(value)
    case 100..<1000:
      put(0x30 + UInt8(truncatingIfNeeded: value / 100))
      putPair(value % 100)
    case 1000..<10_000:
      putPair(value / 100)
      putPair(value % 100)
    default: putLong(value)
    }
  }

  @inline(__always)
  private mutating func putPair(_ value: Int) {
    put(0x30 + UInt8(truncatingIfNeeded: value / 10))
    put(0x30 + UInt8(truncatingIfNeeded: value % 10))
  }

  @inline(never)
  private mutating func putLong(_ value: Int) {
    if value < 0 { put(UInt8(ascii: "-")) }
    var divisor: UInt = 1
    while value.magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      put(0x30 + UInt8(truncatingIfNeeded: value.magnitude / divisor % 10))
      divisor /= 10
    }
  }

  /// Puts the inside of a JSON string: quotes, backslashes and control characters escaped, all else as it is; at most six
  /// times as many bytes as the text has.
  mutating func put(escaped text: UnsafeRawBufferPointer) {
    guard let base = text.baseAddress else { return }
    var done = 0
    var index = 0
    while index < text.count {
      let byte = base.load(fromByteOffset: index, as: UInt8.self)
      if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash {
        copy(base + done, index - done)
        putEscape(byte)
        done = index + 1
      }
      index += 1
    }
    copy(base + done, text.count - done)
  }

  private mutating func copy(_ start: UnsafeRawPointer, _ count: Int) {
    memcpy(at, start, count)
    at += count
  }

  @inline(never)
  private mutating func putEscape(_ byte: UInt8) {
    put(ASCII.backslash)
    switch byte {
    case ASCII.quote, ASCII.backslash: put(byte)
    case ASCII.newline: put(UInt8(ascii: "n"))
    case ASCII.carriageReturn: put(UInt8(ascii: "r"))
    case ASCII.tab: put(UInt8(ascii: "t"))
    default:
      let digits: StaticString = "0123456789abcdef"
      for letter in [UInt8(ascii: "u"), 0x30, 0x30] { put(letter) }
      put(digits.utf8Start[Int(byte >> 4)])
      put(digits.utf8Start[Int(byte & 15)])
    }
  }
}

extension ByteWriter {
  /// Makes room and hands out a pen, which begins at the end of what was written.
  ///
  /// - Parameter bound: The most bytes that it will write.
  /// - Returns: A pen that is good until the writer is changed otherwise.
  @inline(__always)
  mutating func pen(atMost bound: Int) -> Pen {
    Pen(at: room(bound + ByteSlice.blockBytes))
  }

  /// Takes what a pen wrote, the last one that was handed out.
  @inline(__always)
  mutating func take(_ pen: Pen) {
    // A bound that was too low has done its harm, but must not do more.
    precondition(pen.at <= end, "more was written than there is room for")
    advance(pen.at - (start + count))
  }
}
