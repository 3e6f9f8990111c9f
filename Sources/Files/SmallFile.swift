import Glibc

/// A file that is read whole: a configuration, a token, a key.
package enum SmallFile {
  /// Why a file could not be read.
  package enum Failure: Error, Equatable {
    /// It is not there, or what stands there under its name is no file or not ours to read.
    case absent(String)
    case unusable(String)

    package var reason: String {
      switch self {
      case .absent(let why), .unusable(let why): why
      }
    }
  }

  /// A file's bytes.
  ///
  /// What is no file is refused: a FIFO that nobody writes to would hold the run for ever.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - limit: How many bytes it has at most.
  /// - Returns: All of them.
  /// - Throws: `Failure` with what fits behind the file's name: `cannot be read: Is a directory`.
  package static func bytes(_ path: String, limit: Int = 1 << 20) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .absent(words(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unusable(words(errno)) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    // /dev/null, by which a file is left out.
    case S_IFCHR: break
    case S_IFDIR: throw .absent(words(EISDIR))
    default: throw .unusable("is no regular file")
    }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { free in
        read(descriptor, free.baseAddress?.advanced(by: count), free.count - count)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw errno == EISDIR ? .absent(words(errno)) : .unusable(words(errno)) }
      if got == 0 { break }
      count += got
    }
    guard count <= limit else { throw .unusable("is larger than \(limit) bytes") }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// A file's text.
  package static func text(_ path: String, limit: Int = 1 << 20) throws(Failure) -> String {
    guard let text = String(validating: try bytes(path, limit: limit), as: UTF8.self) else {
      throw .unusable("is not UTF-8")
    }
    return text
  }

  /// Whether something stands under a name.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func words(_ code: Int32) -> String {
    code == ENOENT || code == ENOTDIR ? "is not there" : "cannot be read: \(String(cString: strerror(code)))"
  }
}
