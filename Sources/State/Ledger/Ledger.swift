import Foundation
import GRDB
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// What was shipped, in an SQLite database in the state folder that anyone may open with `sqlite3`.
///
/// For each destination and object it knows which records are acknowledged or rejected, which are spooled, how many
/// there are, and where reading can begin again. When a call that writes returns, what it wrote outlives a power cut; when it
/// throws, nothing of it is written. All calls may come from several threads.
public final class Ledger: Sendable {
  /// What is only worth keeping while the process lives.
  struct Memory {
    /// Rows that a listing has shown today, not yet written down.
    var seen: [Int64] = []
    /// By row: beginnings of records that lie behind open ones and become useful once those are dealt with.
    var candidates: [Int64: [ResumePoint]] = [:]
    var destinations: [String: LedgerDestination] = [:]
  }

  /// Up to this size in bytes the whole file is checked when it is opened, which costs some 20 ms.
  private static let checkedBytes = 16 << 20

  public let path: String
  /// True where there was a file without a byte: a run was killed while it made the ledger, or somebody emptied it.
  public let wasEmpty: Bool
  /// Which file the ledger is, for it to be missed where it is removed.
  private let file: FileIdentity?
  let database: DatabaseQueue
  let memory = Mutex(Memory())
  /// Seconds since 1970.
  let now: @Sendable () -> Int

  /// Opens the ledger of a state folder, and makes it if there is none; one of an older schema is migrated.
  ///
  /// - Parameters:
  ///   - folder: The state folder, whose lock the caller holds.
  ///   - now: Seconds since 1970.
  /// - Throws: Where it is damaged, was written by a newer logship, or the disk does not do it. It is never replaced.
  public convenience init(
    in folder: StateFolder, now: @escaping @Sendable () -> Int = { Int(time(nil)) }
  ) throws(StateError) {
    try self.init(in: folder, migrator: LedgerSchema.migrator, now: now)
  }

  init(
    in folder: StateFolder, migrator: DatabaseMigrator, now: @escaping @Sendable () -> Int
  ) throws(StateError) {
    let path = "\(folder.path)/ledger.sqlite"
    try folder.make()
    wasEmpty = FileIdentity(path)?.size == 0
    try Ledger.make(path, in: folder)
    self.path = path
    self.now = now
    do {
      database = try DatabaseQueue(path: path, configuration: Ledger.configuration)
      try database.writeWithoutTransaction { database in
        try Ledger.requireSound(database, path, migrator)
        try Ledger.makeDurable(database)
      }
      try migrator.migrate(database)
    } catch { throw LedgerFailure.error(error, "open", path) }
    file = FileIdentity(path)
  }

  private init(reading path: String) throws(StateError) {
    self.path = path
    wasEmpty = false
    file = nil
    now = { Int(time(nil)) }
    do {
      var configuration = Ledger.configuration
      configuration.readonly = true
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.read { database in
        try Ledger.requireSound(database, path, LedgerSchema.migrator)
        guard try LedgerSchema.migrator.hasCompletedMigrations(database) else { throw LedgerFailure.older(path) }
      }
    } catch { throw LedgerFailure.error(error, "open", path) }
  }

  /// Opens the ledger of a state folder to read it only; a run may be using it.
  ///
  /// - Parameter folder: The state folder.
  /// - Returns: nil where there is no ledger.
  /// - Throws: Where it is there and cannot be read.
  public static func reading(in folder: StateFolder) throws(StateError) -> Ledger? {
    let path = "\(folder.path)/ledger.sqlite"
    var status = stat()
    guard stat(path, &status) != 0 else { return try Ledger(reading: path) }
    guard errno == ENOENT else { throw StateError("open", path, errno: errno) }
    return nil
  }

  /// Writes down what is only in memory and closes the database; no other call may follow.
  ///
  /// - Throws: Where what was seen cannot be written, or a statement was left open (a defect).
  public func close() throws(StateError) {
    try writeSeen()
    do { try database.close() } catch { throw LedgerFailure.error(error, "close", path) }
  }

  var today: Int { now() / 86_400 }

  func read<Value>(_ value: (Database) throws -> Value) throws(StateError) -> Value {
    do { return try database.read(value) } catch { throw LedgerFailure.error(error, "read", path) }
  }

  func write<Value>(_ value: (Database) throws -> Value) throws(StateError) -> Value {
    let written: Value
    do { written = try database.write(value) } catch {
      // Row numbers of what was rolled back will be others'.
      memory.withLock { $0.candidates = [:] }
      throw LedgerFailure.error(error, "write", path)
    }
    // SQLite goes on writing to a file that has no name any more.
    guard let now = FileIdentity(path), let file, now.isSameFile(as: file) else {
      throw StateError(
        action: "write", path: path, reason: "it was removed or replaced while this run used it",
        remedy: "Leave the state folder alone while a run uses it; what this run shipped may be shipped again")
    }
    return written
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    // Whoever looks into the ledger with a shell holds us up, not off.
    configuration.busyMode = .timeout(10)
    return configuration
  }

  /// Makes an empty file for its owner alone; SQLite gives its own files the same permissions.
  private static func make(_ path: String, in folder: StateFolder) throws(StateError) {
    var status = stat()
    // An existing file is left alone: closing a descriptor of it would end SQLite's locks in this process.
    guard stat(path, &status) != 0 else { return }
    guard errno == ENOENT else { throw StateError("open", path, errno: errno) }
    _ = try OpenFile(path, O_RDWR | O_CREAT | O_EXCL, action: "make")
    try OpenFile.syncFolder(folder.path)
  }

  /// Refuses what is not a sound ledger of a schema that this program knows, before anything is written to it.
  private static func requireSound(_ database: Database, _ path: String, _ migrator: DatabaseMigrator) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    // An interrupted first opening leaves the bookkeeping of the migrations and nothing else.
    let isBegun = try database.tableExists("grdb_migrations") && migrator.appliedIdentifiers(database).isEmpty
    let ours = application == LedgerSchema.applicationID || tables == 0 || (isBegun && tables <= 2)
    guard ours else { throw LedgerFailure.foreign(path) }
    guard try !migrator.hasBeenSuperseded(database) else { throw LedgerFailure.newer(path) }
    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    let pageSize = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
    guard pages * pageSize <= checkedBytes else { return }
    let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
    guard verdict == "ok" else { throw LedgerFailure.damaged(path, verdict ?? "quick_check gave no answer") }
  }

  /// Makes every commit outlive a power cut.
  private static func makeDurable(_ database: Database) throws {
    let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
    // In this order: whatever turns WAL on may turn `synchronous` down.
    try database.execute(sql: "PRAGMA synchronous = FULL")
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    guard mode == "wal", synchronous == 2 else {
      throw DatabaseError(
        resultCode: .SQLITE_IOERR,
        message: "this file system keeps SQLite from write-ahead logging (journal_mode \(mode ?? "unknown"))")
    }
  }
}

/// Where records go: workspace and log type, or rule and stream, but not an endpoint's address.
public struct LedgerDestination: Sendable, Hashable {
  let id: Int64
  public let key: String
}

/// What the system knows a file by.
private struct FileIdentity {
  private let device: dev_t
  private let inode: ino_t
  let size: Int

  /// nil where there is no file at a path.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode, size) = (status.st_dev, status.st_ino, Int(status.st_size))
  }

  func isSameFile(as other: FileIdentity) -> Bool { device == other.device && inode == other.inode }
}
