import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A file that comes into place whole or not at all, whenever the machine stops.
///
/// The bytes go into a temporary file beside it, which takes its name once they are on disk. Whatever fails before,
/// the temporary file is removed; of a process that was killed one may stay, with `temporarySuffix` at its end.
public struct AtomicFile: ~Copyable {
  static let temporarySuffix = ".tmp"
  private static let made = Atomic<Int>(0)

  private let path: String
  private let temporary: OpenFile
  private var isInPlace = false

  /// Opens the temporary file, which is for its owner alone.
  ///
  /// - Parameter path: The file to be made or replaced; its folder exists.
  /// - Throws: Where the temporary file cannot be made.
  public init(replacing path: String) throws(StateError) {
    self.path = path
    let number = AtomicFile.made.add(1, ordering: .relaxed).newValue
    let name = "\(path).\(getpid())-\(number)\(AtomicFile.temporarySuffix)"
    // Of a process that had our number and was killed, or laid there by somebody else: not to be written into.
    unlink(name)
    temporary = try OpenFile(name, O_WRONLY | O_CREAT | O_EXCL, action: "make")
  }

  deinit {
    if !isInPlace { unlink(temporary.path) }
  }

  /// Appends bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(StateError) {
    try temporary.write(bytes)
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(StateError) {
    try temporary.write(bytes)
  }

  /// Appends text.
  public func write(_ text: String) throws(StateError) {
    try temporary.write(text)
  }

  /// Brings the bytes to disk and gives the file its name.
  ///
  /// - Throws: Where the disk does not take them. Where only the folder could not be brought to disk, the file may be
  ///   in place all the same.
  public consuming func commit() throws(StateError) {
    try temporary.sync()
    guard rename(temporary.path, path) == 0 else { throw StateError("rename a file to", path, errno: errno) }
    isInPlace = true
    try OpenFile.syncFolder(AtomicFile.folder(of: path))
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
