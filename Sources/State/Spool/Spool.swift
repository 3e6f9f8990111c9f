import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Batches that could not be sent, each in a file of its own in `spool` in the state folder.
///
/// A file is there whole or not at all, and is on disk when `write` returns. All calls may come from several threads;
/// the caller holds the state folder's lock.
public final class Spool: Sendable {
  private struct Inventory {
    var files: [String: SpoolFile] = [:]
    var lastNumber = 0
  }

  private static let name = "spool"
  private static let damagedFolder = "damaged"

  private let folder: StateFolder
  private let path: String
  private let inventory: Mutex<Inventory>

  /// Looks at the spool of a state folder; nothing is changed in it.
  ///
  /// - Parameter folder: The state folder.
  /// - Throws: Where the spool cannot be read.
  public init(in folder: StateFolder) throws(StateError) {
    self.folder = folder
    path = "\(folder.path)/\(Spool.name)"
    var found = Inventory()
    for file in try FolderFile.list(path) {
      guard let file = SpoolFile(file) else { continue }
      found.files[file.name] = file
      found.lastNumber = max(found.lastNumber, file.number)
    }
    // A number is not given again while a file with it is anywhere.
    for file in try FolderFile.list("\(path)/\(Spool.damagedFolder)") {
      found.lastNumber = max(found.lastNumber, SpoolFile(file)?.number ?? 0)
    }
    inventory = Mutex(found)
  }

  /// Removes what a killed run left half written.
  ///
  /// To be called before anything is written, by whoever holds the state folder's lock: to another it would be a
  /// running process's file.
  ///
  /// - Throws: Where it cannot be removed.
  public func removeLeftovers() throws(StateError) {
    for file in try FolderFile.list(path) where file.name.hasSuffix(AtomicFile.temporarySuffix) {
      guard unlink("\(path)/\(file.name)") == 0 else {
        throw StateError("remove", "\(path)/\(file.name)", errno: errno)
      }
    }
  }

  /// The files that runs have moved aside since they are no batches, by name; there need not be a spool.
  public static func damagedFiles(in folder: StateFolder) throws(StateError) -> [(path: String, bytes: Int)] {
    let aside = "\(folder.path)/\(name)/\(damagedFolder)"
    return try FolderFile.list(aside).map { ("\(aside)/\($0.name)", $0.bytes) }
  }

  /// All files, the oldest first.
  public var files: [SpoolFile] { inventory.withLock { $0.files.values.sorted() } }

  /// What all files take on disk, for `spool.maxBytes`.
  public var totalBytes: Int { inventory.withLock { $0.files.values.reduce(0) { $0 + $1.bytes } } }

  /// Writes a batch.
  ///
  /// - Parameters:
  ///   - header: What it is.
  ///   - body: As it would be sent.
  /// - Returns: The file, for the ledger.
  /// - Throws: Where the disk does not take it; nothing is left of it then, unless only the folder could not be
  ///   brought to disk.
  public func write(_ header: SpoolHeader, body: UnsafeRawBufferPointer) throws(StateError) -> SpoolFile {
    let path = try folder.folder(Spool.name)
    // A number of the time, so that a file which comes back out of a backup has the name of no other one in the ledger.
    let now = Spool.microseconds
    let number = inventory.withLock { inventory in
      inventory.lastNumber = max(inventory.lastNumber + 1, now)
      return inventory.lastNumber
    }
    let name = SpoolFile.name(number, header.destination)
    let lines: [UInt8]
    do {
      lines = try SpoolFormat.lines(header, body: body)
    } catch {
      throw StateError(
        action: "write", path: "\(path)/\(name)", reason: "\(error)", remedy: "This is a defect of logship")
    }
    let target = try AtomicFile(replacing: "\(path)/\(name)")
    try target.write(lines)
    try target.write(body)
    try target.commit()
    let file = SpoolFile(name: name, number: number, bytes: lines.count + body.count, modified: Int(time(nil)))
    inventory.withLock { $0.files[name] = file }
    return file
  }

  /// Since 1970.
  private static var microseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    // Within what a number may be, whatever the clock says.
    return min(max(time.tv_sec, 0), 1 << 39) * 1_000_000 + time.tv_nsec / 1000
  }

  /// Reads a batch and checks it; a damaged file is moved to `spool/damaged` and is no longer one of `files`.
  ///
  /// - Parameters:
  ///   - file: One of `files`.
  ///   - bodyLimit: The largest body in bytes; no more is read into memory than that and a header.
  /// - Returns: The batch, or what is wrong with the file.
  /// - Throws: Where the disk does not give it; it stays in its place then, unless it is gone and no longer one of `files`.
  public func read(_ file: SpoolFile, bodyLimit: Int) throws(StateError) -> SpoolReading {
    let source: OpenFile
    do throws(StateError) {
      source = try OpenFile("\(path)/\(file.name)", O_RDONLY, action: "read")
    } catch {
      // What somebody removed takes no room any more.
      if access("\(path)/\(file.name)", F_OK) != 0, errno == ENOENT {
        inventory.withLock { _ = $0.files.removeValue(forKey: file.name) }
      }
      throw error
    }
    let size = Int(try source.status().st_size)
    guard size <= bodyLimit + SpoolFormat.mostHeaderBytes else {
      return .damaged(try setAside(file, size, "it is larger than any batch"))
    }
    let bytes = try source.bytes(size)
    do {
      return .batch(try SpoolFormat.decode(bytes, bodyLimit: bodyLimit))
    } catch let damage as SpoolFormat.Damage {
      return .damaged(try setAside(file, size, damage.reason))
    } catch {
      throw StateError(action: "read", path: source.path, reason: "\(error)", remedy: "This is a defect of logship")
    }
  }

  /// What a batch is, without its body and without a look at the checksum.
  ///
  /// - Parameter file: One of `files`.
  /// - Returns: nil where that cannot be told: the file is damaged.
  /// - Throws: Where the disk does not give it.
  public func header(of file: SpoolFile) throws(StateError) -> SpoolHeader? {
    let source = try OpenFile("\(path)/\(file.name)", O_RDONLY, action: "read")
    let size = min(Int(try source.status().st_size), SpoolFormat.mostHeaderBytes)
    var length = 4096
    while true {
      let beginning = try source.bytes(min(length, size))
      if let header = SpoolFormat.header(beginning) { return header }
      guard length < size else { return nil }
      length *= 8
    }
  }

  /// Removes a batch that is dealt with, once the ledger says so.
  public func remove(_ file: SpoolFile) throws(StateError) {
    guard unlink("\(path)/\(file.name)") == 0 || errno == ENOENT else {
      throw StateError("remove", "\(path)/\(file.name)", errno: errno)
    }
    inventory.withLock { _ = $0.files.removeValue(forKey: file.name) }
    // A power cut would bring it back, to be sent again.
    try OpenFile.syncFolder(path)
  }

  /// Moves a file that is no batch to `spool/damaged`; it is no longer one of `files`.
  ///
  /// - Parameters:
  ///   - file: One of `files`.
  ///   - reason: What is wrong with it.
  /// - Returns: What to tell of it.
  /// - Throws: Where it cannot be moved.
  public func setAside(_ file: SpoolFile, because reason: String) throws(StateError) -> SpoolDamage {
    try setAside(file, file.bytes, reason)
  }

  private func setAside(_ file: SpoolFile, _ bytes: Int, _ reason: String) throws(StateError) -> SpoolDamage {
    let aside = try folder.folder("\(Spool.name)/\(Spool.damagedFolder)")
    let target = "\(aside)/\(file.name)"
    guard rename("\(path)/\(file.name)", target) == 0 else {
      throw StateError("move a damaged file to", target, errno: errno)
    }
    inventory.withLock { _ = $0.files.removeValue(forKey: file.name) }
    return SpoolDamage(file: file.name, bytes: bytes, reason: reason, movedTo: target)
  }
}
