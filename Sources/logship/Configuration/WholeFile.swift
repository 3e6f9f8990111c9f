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
  ///   - path: A file, a pipe or a device.
  ///   - limit: The most bytes that it may have.
  /// - Returns: All of its bytes.
  /// - Throws: `Failure` where it cannot be read or is larger.
  static func read(_ path: String, atMost limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      bytes += buffer[..<count]
      guard bytes.count <= limit else {
        throw Failure(reason: "it is larger than \(limit.grouped) bytes", isMissing: false)
      }
    }
  }

  /// True where users other than the owner can read the file, so that it must hold no secret.
  static func isReadableByOthers(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & (S_IRGRP | S_IROTH) != 0
  }

  private static func failure(_ code: Int32) -> Failure {
    Failure(reason: SystemError.words(code), isMissing: code == ENOENT || code == ENOTDIR)
  }
}
