#if canImport(Glibc)
  import Glibc
#endif

/// The records of one run that could not be mapped or that the service would not take, as NDJSON.
///
/// The file is made with the first reject. Lines are on disk when `close` returns.
public final class RejectFile {
  public let path: String
  private let folder: StateFolder
  private let limit: Int
  private var descriptor: Int32 = -1
  private var written = 0

  /// Names the file of a run.
  ///
  /// - Parameters:
  ///   - folder: Where state is kept.
  ///   - run: The run's name, such as `20261124T030002Z-4312`.
  ///   - maxBytes: How large the file may grow.
  public init(in folder: StateFolder, run: String, maxBytes: Int) {
    self.folder = folder
    limit = maxBytes
    path = "\(folder.path)/rejects/\(run).ndjson"
  }

  deinit {
    if descriptor >= 0 { Glibc.close(descriptor) }
  }

  /// Appends one line.
  ///
  /// - Parameter line: JSON without line feeds.
  /// - Throws: Where the disk is full, the file cannot be written, or it has reached its limit.
  public func append(_ line: String) throws(StateError) {
    if descriptor < 0 { try open() }
    var bytes = Array(line.utf8)
    bytes.append(0x0A)
    guard written + bytes.count <= limit else {
      throw StateError(
        action: "add to", path: path, reason: "it has reached rejects.maxBytes (\(limit) bytes)",
        remedy: "So many rejects mean that the source is not what logship reads: look at the file's first lines")
    }
    try write(bytes)
    written += bytes.count
  }

  /// Brings the lines to disk and closes the file.
  ///
  /// - Throws: Where the disk does not take them.
  public func close() throws(StateError) {
    guard descriptor >= 0 else { return }
    let failed = fsync(descriptor) != 0 ? errno : 0
    Glibc.close(descriptor)
    descriptor = -1
    if failed != 0 { throw StateFolder.failure("write", path, failed) }
  }

  private func open() throws(StateError) {
    _ = try folder.folder("rejects")
    descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if descriptor < 0 { throw StateFolder.failure("write", path, errno) }
  }

  private func write(_ bytes: [UInt8]) throws(StateError) {
    var done = 0
    while done < bytes.count {
      let result = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done)
      }
      if result > 0 {
        done += result
      } else if errno != EINTR {
        let failed = errno
        // Half a line would make the next one unreadable.
        if ftruncate(descriptor, off_t(written)) != 0 { written += done }
        throw StateFolder.failure("write", path, failed)
      }
    }
  }
}
