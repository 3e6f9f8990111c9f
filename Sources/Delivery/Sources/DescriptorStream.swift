#if canImport(Glibc)
  import Glibc
#endif

/// The bytes behind a file descriptor: a file, a pipe, a socket or a terminal.
final class DescriptorStream: ByteStream {
  private let descriptor: Int32
  private let name: String
  private let closes: Bool

  /// Wraps a descriptor.
  ///
  /// - Parameters:
  ///   - descriptor: Open for reading.
  ///   - name: How messages name what is behind it.
  ///   - closes: True where the descriptor is closed with this object.
  init(descriptor: Int32, name: String, closes: Bool) {
    self.descriptor = descriptor
    self.name = name
    self.closes = closes
  }

  deinit {
    if closes { close(descriptor) }
  }

  func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece {
    while true {
      if let deadline, try !isReadable(before: deadline) { return .nothingYet }
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      // Somebody else made the pipe non-blocking: wait for it.
      case EAGAIN: if try !isReadable(before: deadline) { return .nothingYet }
      default: throw SourceError(kind: .unreadable, words: "cannot read \(name): \(String(cString: strerror(errno)))")
      }
    }
  }

  private func isReadable(before deadline: MonotonicTime?) throws(SourceError) -> Bool {
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      var milliseconds: Int32 = -1
      if let deadline {
        let left = (deadline - .now).nanoseconds
        milliseconds = Int32(clamping: max((left + 999_999) / 1_000_000, 0))
      }
      let ready = poll(&waiting, 1, milliseconds)
      if ready > 0 { return true }
      if ready == 0 { return false }
      guard errno == EINTR else {
        throw SourceError(kind: .unreadable, words: "cannot wait for \(name): \(String(cString: strerror(errno)))")
      }
    }
  }
}
