import Glibc

/// Reads a small file whole.
enum WholeFile {
  struct Failure: Error, Equatable {
    /// Why, in the system's words or ours.
    let reason: String
    let isMissing: Bool
  }

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - path: A file, a pipe, such as that of a process substitution, or a device.
  ///   - limit: The most bytes that it may have.
  ///   - patience: How long a pipe may take to its end; one that nobody writes to would hold the program for ever.
  /// - Returns: All of its bytes.
  /// - Throws: `Failure` where it cannot be read or is larger.
  static func read(
    _ path: String, atMost limit: Int, patience: Duration = .seconds(10)
  ) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    let end = ContinuousClock.now + patience
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      // A pipe that nobody has opened for writing yet reads as one that is at its end.
      guard wait(for: descriptor, until: end) else {
        throw Failure(reason: "it did not come to its end within \(patience.components.seconds) s", isMissing: false)
      }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR || errno == EAGAIN { continue }
        throw failure(errno)
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Failure(reason: "it is larger than \(limit.grouped) bytes", isMissing: false)
      }
    }
  }

  /// Waits until there is something to read, be it an end or an error.
  private static func wait(for descriptor: Int32, until end: ContinuousClock.Instant) -> Bool {
    while true {
      let left = end - .now
      guard left > .zero else { return false }
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&wanted, 1, Int32(clamping: left.components.seconds * 1000 + 999))
      if count > 0 { return true }
      guard count == 0 || errno == EINTR else { return true }
    }
  }

  /// True where users other than the owner can read the file, so that it must hold no secret.
  static func isReadableByOthers(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & (S_IRGRP | S_IROTH) != 0
  }

  /// True of a file that every user can read.
  static func isReadableByAll(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_mode & S_IROTH != 0
  }

  private static func failure(_ code: Int32) -> Failure {
    Failure(reason: SystemError.words(code), isMissing: code == ENOENT || code == ENOTDIR)
  }
}
