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
