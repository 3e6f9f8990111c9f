import CSimdJSON

#if canImport(Glibc)
  import Glibc
#endif

/// The unpacked bytes of one source that were read but not yet framed.
///
/// Bytes are added at the end and taken from the front; they move only when room is asked for, so a slice handed out
/// stays good until then. Behind the last byte there is padding that may be read, as simdjson wants it. Where there are
/// bytes (`start` is not nil) it begins with a zero, which JSON has nowhere and a simple row has not either, so that who
/// reads the bytes one after another finds their end.
final class InputBuffer {
  private var memory: UnsafeMutableRawPointer
  /// How many bytes there is memory for, the padding not counted.
  private(set) var capacity: Int
  private var front = 0
  private var end = 0
  /// Offset in the unpacked source of the first byte that is still here.
  private(set) var offset: Int

  init(capacity: Int, offset: Int) {
    self.offset = offset
    self.capacity = capacity
    memory = .allocate(byteCount: capacity + Int(CSIMDJSON_PADDING), alignment: 64)
    seal()
  }

  deinit {
    memory.deallocate()
  }

  /// How many bytes wait to be framed.
  var count: Int { end - front }

  /// The waiting bytes; valid until the next `room` or `take`.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory + front, count: end - front) }

  /// The first waiting byte; nil where there is none.
  @inline(__always)
  var start: UnsafePointer<UInt8>? {
    front < end ? UnsafePointer((memory + front).assumingMemoryBound(to: UInt8.self)) : nil
  }

  /// Room for more bytes, at least `least` of them; `added` then tells how many were written.
  func room(atLeast least: Int) -> UnsafeMutableRawBufferPointer {
    if capacity - end < least {
      let waiting = count
      if capacity - waiting >= least && waiting <= capacity / 2 {
        memmove(memory, memory + front, waiting)
      } else {
        let larger = max(capacity * 2, waiting + least)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: larger + Int(CSIMDJSON_PADDING), alignment: 64)
        fresh.copyMemory(from: memory + front, byteCount: waiting)
        memory.deallocate()
        memory = fresh
        capacity = larger
      }
      front = 0
      end = waiting
      seal()
    }
    return UnsafeMutableRawBufferPointer(start: memory + end, count: capacity - end)
  }

  func added(_ written: Int) {
    precondition(written >= 0 && written <= capacity - end)
    end += written
    seal()
  }

  private func seal() {
    memset(memory + end, 0, Int(CSIMDJSON_PADDING))
  }

  /// Drops bytes from the front; what they held can still be read until the next `room`.
  @inline(__always)
  func take(_ taken: Int) {
    precondition(taken >= 0 && taken <= count)
    front += taken
    offset += taken
    if front == end {
      front = 0
      end = 0
    }
  }

  /// Drops everything as if it had never been added.
  func forget() {
    front = 0
    end = 0
  }
}
