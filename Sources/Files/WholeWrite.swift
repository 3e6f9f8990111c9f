import Glibc

/// Writing all there is, to whatever a descriptor is.
package enum WholeWrite {
  /// Writes all bytes, and waits where a pipe or a terminal that does not block has no room.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - descriptor: Open for writing.
  /// - Returns: How many bytes were written, and 0 or the `errno` that stopped it.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> (written: Int, failure: Int32) {
    var done = 0
    while done < bytes.count {
      let result = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if result >= 0 {
        done += result
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return (done, errno)
      }
    }
    return (done, 0)
  }
}
