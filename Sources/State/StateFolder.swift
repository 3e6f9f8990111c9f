#if canImport(Glibc)
  import Glibc
#endif

/// The folder in which logship keeps what must outlive a run; one that logship makes is for its owner alone.
public struct StateFolder: Sendable {
  public let path: String

  /// Names the folder; nothing is made yet.
  public init(path: String) {
    self.path = path
  }

  /// Makes the state folder, unless it is there.
  ///
  /// - Throws: Where it cannot be made.
  public func make() throws(StateError) {
    try make(path)
  }

  /// Makes a folder in the state folder, and the state folder itself, unless they are there.
  ///
  /// - Parameter name: The folder's name in the state folder.
  /// - Returns: The folder's path.
  /// - Throws: Where a folder cannot be made.
  public func folder(_ name: String) throws(StateError) -> String {
    try make(path)
    let inner = "\(path)/\(name)"
    try make(inner)
    return inner
  }

  private func make(_ folder: String) throws(StateError) {
    var built = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      let above = built.isEmpty ? "/" : built
      built += "/\(part)"
      if mkdir(built, 0o700) == 0 {
        // What will be kept in it must be found after a power cut. One may write in a folder that one may not read.
        try? OpenFile.syncFolder(above)
        continue
      }
      guard errno != EEXIST else { continue }
      // A folder above ours may be one that we cannot write in and need not.
      let failed = errno
      var status = stat()
      guard stat(built, &status) == 0 else { throw StateError("make the folder", built, errno: failed) }
    }
    var status = stat()
    guard stat(folder, &status) == 0 else { throw StateError("open the folder", folder, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw StateError("open the folder", folder, errno: ENOTDIR) }
  }
}
