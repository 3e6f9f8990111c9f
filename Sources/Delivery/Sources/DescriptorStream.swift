import CGlibc
import Threads

#if canImport(Glibc)
  import Glibc
#endif

/// The bytes behind a file descriptor: a file, a pipe, a socket or a terminal.
final class DescriptorStream: ByteStream {
  private let descriptor: Int32
  private let name: String
  private let closes: Bool
  private let stop: RunStop?
  private let expected: Int
  private var taken = 0

  /// Wraps a descriptor.
  ///
  /// - Parameters:
  ///   - descriptor: Open for reading.
  ///   - name: How messages name what is behind it.
  ///   - closes: True where the descriptor is closed with this object.
  ///   - stop: Ends a wait for bytes that may never come; nil for a regular file, whose bytes are there.
  init(descriptor: Int32, name: String, closes: Bool, stop: RunStop?) {
    self.stop = stop
    expected = RegularFile.size(of: descriptor) ?? 0
    self.descriptor = descriptor
    self.name = name
    self.closes = closes
    // Of a pipe, so that writer and reader change places less often; where the system allows no more, it stays as it is.
    if stop != nil { _ = fcntl(descriptor, cglibc_set_pipe_size, Self.pipeBytes) }
  }

  /// What the system allows everybody (pipe(7), `/proc/sys/fs/pipe-max-size`).
  private static let pipeBytes: Int32 = 1 << 20

  deinit {
    if closes { close(descriptor) }
  }

  func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece {
    while true {
      if stop != nil, try !isReadable(before: deadline) { return .nothingYet }
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count > 0 {
        taken += count
        return .bytes(count)
      }
      if count == 0 {
        guard taken < expected else { return .end }
        throw SourceError(
          kind: .unreadable,
          words:
            "\(name) became shorter while it was read: it had \(expected) bytes and ended behind \(taken). Run again to ship "
            + "what it holds now"
        )
      }
      switch errno {
      case EINTR: continue
      // Somebody else made the pipe non-blocking: wait for it.
      case EAGAIN: if try !isReadable(before: deadline) { return .nothingYet }
      default: throw SourceError(kind: .unreadable, words: "cannot read \(name): \(String(cString: strerror(errno)))")
      }
    }
  }

  /// - Returns: False where the deadline or the end of the run came first.
  private func isReadable(before deadline: MonotonicTime?) throws(SourceError) -> Bool {
    while true {
      // A descriptor of -1 is passed over by poll.
      var waiting = (
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
      )
      var milliseconds: Int32 = -1
      if let deadline {
        let left = (deadline - .now).nanoseconds
        milliseconds = Int32(clamping: max((left + 999_999) / 1_000_000, 0))
      }
      let ready = withUnsafeMutableBytes(of: &waiting) {
        poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, milliseconds)
      }
      if ready > 0 { return waiting.1.revents == 0 }
      if ready == 0 { return false }
      guard errno == EINTR else {
        throw SourceError(kind: .unreadable, words: "cannot wait for \(name): \(String(cString: strerror(errno)))")
      }
    }
  }
}
