#if canImport(Glibc)
  import Glibc
#endif

/// One file, whatever its name; a FIFO or `/dev/fd/N` is read as the stream that it is.
final class FileSource: Source {
  let name: String
  let skipped: [String: Int] = [:]
  private(set) var objectCount = 0

  private let stop: RunStop

  init(path: String, stop: RunStop) {
    name = path
    self.stop = stop
  }

  func next() throws(SourceError) -> SourceObject? {
    guard objectCount == 0 else { return nil }
    objectCount = 1
    return RegularFile.object(path: name.utf8CString.map { $0 }, name: name, stop: stop)
  }
}

/// Opens local files for reading.
enum RegularFile {
  /// The object that a path stands for.
  ///
  /// - Parameters:
  ///   - path: With its terminating zero, as the system has it: no need for it to be UTF-8.
  ///   - name: The path as shown.
  ///   - stop: Ends a wait for bytes where the path turns out to be a stream.
  /// - Returns: An object that opens the path when it is read.
  static func object(path: [CChar], name: String, stop: RunStop) -> SourceObject {
    SourceObject(name: name) { () throws(SourceError) in
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        let kind: SourceError.Kind = errno == ENOENT ? .vanished : .unreadable
        throw SourceError(kind: kind, words: "cannot open \(name): \(String(cString: strerror(errno)))")
      }
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
      return DescriptorStream(
        descriptor: descriptor, name: name, closes: true, stop: isOne(descriptor) ? nil : stop)
    }
  }

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
      case .s3: Int32(-1)
      }
    return found == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }
}
