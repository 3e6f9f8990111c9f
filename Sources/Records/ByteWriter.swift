#if canImport(Glibc)
  import Glibc
#endif

/// Memory of its own that grows while bytes are appended, and gives back what was appended last.
///
/// The hot path writes records straight into the body of a batch through it.
public struct ByteWriter: ~Copyable {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  public private(set) var count: Int

  /// An empty writer with room for `capacity` bytes before it has to grow.
  public init(capacity: Int) {
    self.capacity = max(capacity, 64)
    start = .allocate(byteCount: self.capacity, alignment: 16)
    count = 0
  }

  deinit {
    start.deallocate()
  }

  /// What was written so far; valid until the next change.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Forgets everything from an offset on, which must not lie behind the end.
  public mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count)
    count = newCount
  }

  /// Puts another byte in the place of one that was written.
  public mutating func replace(at offset: Int, with byte: UInt8) {
    precondition(offset >= 0 && offset < count)
    start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
  }

  /// Room for `additional` bytes at the end; `advance` then tells how many of them were written.
  @inline(__always)
  mutating func room(_ additional: Int) -> UnsafeMutableRawPointer {
    if capacity - count < additional { grow(additional) }
    return start + count
  }

  @inline(__always)
  mutating func advance(_ written: Int) {
    count += written
  }

  @inline(never)
  private mutating func grow(_ additional: Int) {
    let wanted = max(count + additional, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
    larger.copyMemory(from: start, byteCount: count)
    start.deallocate()
    start = larger
    capacity = wanted
  }

  @inline(__always)
  public mutating func append(_ byte: UInt8) {
    room(1).storeBytes(of: byte, as: UInt8.self)
    count += 1
  }

  @inline(__always)
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    memcpy(room(bytes.count), base, bytes.count)
    count += bytes.count
  }

  @inline(__always)
  public mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }

  @inline(__always)
  public mutating func append(_ literal: StaticString) {
    append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends an integer in decimal digits.
  mutating func append(decimal value: Int) {
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { scratch in
      var index = scratch.count
      var rest = value.magnitude
      repeat {
        index -= 1
        scratch[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 {
        index -= 1
        scratch[index] = 0x2D
      }
      append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(scratch)[index...]))
    }
  }

  /// Appends the inside of a JSON string: quotes, backslashes and control characters escaped, all else as it is.
  @inline(__always)
  mutating func append(escaped text: UnsafeRawBufferPointer) {
    guard let base = text.baseAddress else { return }
    var done = 0
    var index = 0
    while index < text.count {
      let byte = base.load(fromByteOffset: index, as: UInt8.self)
      if byte < 0x20 || byte == ASCII.quote || byte == ASCII.backslash {
        append(UnsafeRawBufferPointer(start: base + done, count: index - done))
        append(escapeOf: byte)
        done = index + 1
      }
      index += 1
    }
    append(UnsafeRawBufferPointer(start: base + done, count: text.count - done))
  }

  @inline(never)
  private mutating func append(escapeOf byte: UInt8) {
    append(ASCII.backslash)
    switch byte {
    case ASCII.quote, ASCII.backslash: append(byte)
    case ASCII.newline: append(UInt8(ascii: "n"))
    case ASCII.carriageReturn: append(UInt8(ascii: "r"))
    case ASCII.tab: append(UInt8(ascii: "t"))
    default:
      append("u00")
      let digits: StaticString = "0123456789abcdef"
      append(digits.utf8Start[Int(byte >> 4)])
      append(digits.utf8Start[Int(byte & 15)])
    }
  }
}
