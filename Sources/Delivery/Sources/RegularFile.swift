#if canImport(Glibc)
  import Glibc
#endif

/// What the system tells of paths and descriptors.
enum RegularFile {
  /// Bytes from where a descriptor stands to the end of its file; nil for everything but a regular file.
  static func size(of descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return max(Int(status.st_size) - Int(lseek(descriptor, 0, SEEK_CUR)), 0)
  }

  /// True of a descriptor whose bytes are all there.
  static func isOne(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// True of a source whose bytes can be read only once.
  static func isStream(_ location: SourceLocation) -> Bool {
    var status = stat()
    switch location {
    case .standardInput: return true
    case .path(let path):
      return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    case .s3, .template: return false
    }
  }

  enum Kind {
    case file
    case folder
    /// The system's words.
    case absent(String)
  }

  /// What a path given by the user is; links are followed.
  static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .absent(String(cString: strerror(errno))) }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// Bytes that are to be read from a location; nil where nobody can know before.
  static func size(of location: SourceLocation) -> Int? {
    var status = stat()
    let found =
      switch location {
      case .standardInput: fstat(STDIN_FILENO, &status)
      case .path(let path): stat(path, &status)
      case .s3, .template: Int32(-1)
      }
    return found == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }
}
