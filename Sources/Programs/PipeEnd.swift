import CGlibc
import Glibc

/// One end of a pipe, closed with its last reference; no program inherits it.
final class PipeEnd {
  let descriptor: Int32
  /// True once nobody can write into the pipe any more.
  private(set) var isClosed = false

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Both ends of a new pipe, reading without waiting; nil where the system has none.
  static func pair() -> (reading: PipeEnd, writing: PipeEnd)? {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
    let pair = (reading: PipeEnd(ends[0]), writing: PipeEnd(ends[1]))
    guard fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 else { return nil }
    return pair
  }

  /// Reads what is there.
  func read(_ take: (ArraySlice<UInt8>) -> Void) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while !isClosed {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        take(buffer[..<count])
      } else if count == 0 {
        isClosed = true
      } else if errno != EINTR {
        return
      }
    }
  }
}
