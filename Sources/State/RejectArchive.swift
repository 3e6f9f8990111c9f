#if canImport(Glibc)
  import Glibc
#endif

/// The reject files of all runs.
public struct RejectArchive: Sendable {
  /// Reject files in numbers.
  public struct Summary: Sendable, Equatable {
    public internal(set) var files = 0
    public internal(set) var bytes = 0
    /// When the oldest was last written, in seconds since 1970; nil where there is none.
    public internal(set) var oldest: Int?

    mutating func add(_ file: FolderFile) {
      files += 1
      bytes += file.bytes
      oldest = min(oldest ?? file.modified, file.modified)
    }
  }

  static let folder = "rejects"
  static let suffix = ".ndjson"

  private let path: String

  /// The reject files of a state folder, which need not exist.
  public init(in folder: StateFolder) {
    path = "\(folder.path)/\(RejectArchive.folder)"
  }

  /// What there is.
  public func summary() throws(StateError) -> Summary {
    try files().reduce(into: Summary()) { $0.add($1) }
  }

  /// Removes files that were last written long ago.
  ///
  /// - Parameters:
  ///   - days: `rejects.keep` in days.
  ///   - now: The time that ages are counted to, in seconds since 1970.
  /// - Returns: What was removed.
  /// - Throws: Where a file cannot be removed.
  @discardableResult
  public func clear(olderThan days: Int, now: Int) throws(StateError) -> Summary {
    var cleared = Summary()
    for file in try files() where file.modified < now - days * 86_400 {
      guard unlink("\(path)/\(file.name)") == 0 || errno == ENOENT else {
        throw StateError("remove", "\(path)/\(file.name)", errno: errno)
      }
      cleared.add(file)
    }
    return cleared
  }

  private func files() throws(StateError) -> [FolderFile] {
    try FolderFile.list(path).filter { $0.name.hasSuffix(RejectArchive.suffix) }
  }
}
