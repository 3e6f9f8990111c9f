#if canImport(Glibc)
  import Glibc
#endif

/// Memory of its own that grows while bytes are appended, and gives back what was appended last.
///
/// The hot path writes records straight into the body of a batch through it. Behind what is written there are always
/// `ByteSlice.blockBytes` more bytes that may be read.
public struct ByteWriter: ~Copyable {
  private(set) var start: UnsafeMutableRawPointer
  private var capacity: Int
  public private(set) var count: Int

  /// An empty writer with room for `capacity` bytes before it has to grow.
  public init(capacity: Int) {
    self.capacity = max(capacity, 64)
    start = ByteWriter.allocate(self.capacity)
    count = 0
  }

  /// Large memory in large pages where the system has them to give: a fault for each small page of a batch's body costs
  /// more than what is written to it.
  private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
    let bytes = capacity + ByteSlice.blockBytes
    guard bytes >= 2 * largePage else { return .allocate(byteCount: bytes, alignment: 16) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: largePage)
    // Only advice: where it is not taken, all goes on as before. Not for the rest, of which little may be used.
    madvise(memory, bytes / largePage * largePage, MADV_HUGEPAGE)
    return memory
  }

  private static let largePage = 2 << 20
  private static let mostGrowth = 1 << 20

  deinit {
    start.deallocate()
  }

  /// What was written so far; valid until the next change.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Behind the last byte that there is room for.
  @inline(__always)
  var end: UnsafeMutableRawPointer { start + capacity }

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
    // Memory of a batch's body is kept for all batches, so that it must not double for one long record.
    let wanted = max(count + additional, capacity + min(capacity, ByteWriter.mostGrowth))
    let larger = ByteWriter.allocate(wanted)
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
}
