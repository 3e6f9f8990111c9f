#if canImport(Glibc)
  import Glibc
#endif

/// What the file system and a first look tell of a local file.
public struct LocalFile: Sendable {
  public let path: String
  public let device: UInt64
  public let inode: UInt64
  public let size: Int64
  /// Nanoseconds since 1970.
  public let modified: Int64
  /// Its first bytes: all of them, or `FileFingerprint.mostBytes`.
  public let beginning: [UInt8]
  /// Whether the file may be continued where it grew, as NDJSON and CSV may.
  ///
  /// All others are whole or new.
  public let grows: Bool

  /// Names a file.
  public init(
    path: String, device: UInt64, inode: UInt64, size: Int64, modified: Int64, beginning: [UInt8],
    grows: Bool
  ) {
    self.path = path
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
    self.beginning = beginning
    self.grows = grows
  }

  /// Looks at an open file.
  ///
  /// - Parameters:
  ///   - descriptor: Its position does not change.
  ///   - path: The path as shown.
  ///   - grows: Whether a file with such a beginning may be continued where it grew.
  /// - Returns: nil for what is no regular file or cannot be read.
  public static func look(at descriptor: Int32, path: String, grows: (_ beginning: [UInt8]) -> Bool) -> LocalFile? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    var isRead = true
    let beginning = [UInt8](unsafeUninitializedCapacity: min(size, FileFingerprint.mostBytes)) { room, count in
      while count < room.count {
        let result = pread(descriptor, room.baseAddress?.advanced(by: count), room.count - count, off_t(count))
        if result > 0 {
          count += result
        } else if result == 0 || errno != EINTR {
          isRead = result == 0
          return
        }
      }
    }
    guard isRead else { return nil }
    return LocalFile(
      path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(size),
      modified: nanoseconds(status.st_mtim), beginning: beginning, grows: grows(beginning))
  }

  /// A time in nanoseconds since 1970, or the nearest that these can tell, whose years end in 2262.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (seconds, isOver) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isSumOver) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
    guard isOver || isSumOver else { return sum }
    return time.tv_sec < 0 ? .min : .max
  }

  var key: String { "\(device):\(inode)" }

  private static let growing = "begins "
  private static let whole = "is "

  /// What stands for the file's content in its identity.
  var tag: String {
    let fingerprint = FileFingerprint(of: beginning).text
    return grows ? LocalFile.growing + fingerprint : LocalFile.whole + "\(size) \(modified) \(fingerprint)"
  }

  /// Whether a tag was made of this file, which may have grown since.
  func continues(_ tag: String) -> Bool {
    guard grows, tag.hasPrefix(LocalFile.growing) else { return !grows && tag == self.tag }
    return FileFingerprint(tag.dropFirst(LocalFile.growing.count))?.begins(beginning) ?? false
  }

  /// How much of a file's beginning a tag of a growing file covers; 0 for another.
  static func fingerprintLength(of tag: String) -> Int {
    guard tag.hasPrefix(growing) else { return 0 }
    return FileFingerprint(tag.dropFirst(growing.count))?.length ?? 0
  }
}
