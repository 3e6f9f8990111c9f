#if canImport(Glibc)
  import Glibc
#endif

/// The records of one run that could not be mapped or that the service would not take, as NDJSON.
///
/// The file is made with the first reject. Lines are on disk when `sync` or `close` returns.
public final class RejectFile {
  public let path: String
  private let folder: StateFolder
  private let limit: Int
  private var file: OpenFile?
  private var written = 0
  private var synced = 0

  /// Names the file of a run.
  ///
  /// - Parameters:
  ///   - folder: Where state is kept.
  ///   - run: The run's name, such as `20261124T030002Z-4312`.
  ///   - maxBytes: How large the file may grow.
  public init(in folder: StateFolder, run: String, maxBytes: Int) {
    self.folder = folder
    limit = maxBytes
    path = "\(folder.path)/\(RejectArchive.folder)/\(run)\(RejectArchive.suffix)"
  }

  /// Appends one line.
  ///
  /// - Parameter line: JSON without line feeds.
  /// - Throws: Where the disk is full, the file cannot be written, or it has reached its limit.
  public func append(_ line: String) throws(StateError) {
    if file == nil { try open() }
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

  /// Brings the lines to disk: from then on their positions may be marked as rejected.
  ///
  /// - Throws: Where the disk does not take them.
  public func sync() throws(StateError) {
    guard written > synced else { return }
    try file?.sync()
    // The file's name must outlive a power cut as well.
    if synced == 0 { try OpenFile.syncFolder(try folder.folder(RejectArchive.folder)) }
    synced = written
  }

  /// Brings the lines to disk and closes the file.
  ///
  /// - Throws: Where the disk does not take them.
  public func close() throws(StateError) {
    defer { file = nil }
    try sync()
  }

  private func open() throws(StateError) {
    _ = try folder.folder(RejectArchive.folder)
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_APPEND, action: "write")
    // A file of that name would be one of the same run: its lines stay.
    written = Int(try file.status().st_size)
    self.file = consume file
  }

  private func write(_ bytes: [UInt8]) throws(StateError) {
    do throws(StateError) {
      try file?.write(bytes)
    } catch {
      // Half a line would make the next one unreadable.
      try file?.cut(to: written)
      throw error
    }
  }
}
