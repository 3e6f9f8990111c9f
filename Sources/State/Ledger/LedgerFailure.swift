import Files
import GRDB

#if canImport(Glibc)
  import Glibc
#endif

/// Turns what SQLite says into what an operator needs to know.
enum LedgerFailure {
  static let setAside =
    "Move ledger.sqlite, ledger.sqlite-wal and ledger.sqlite-shm to another place: the next run begins a new ledger and "
    + "ships again what the sources still hold, under the same RecordIds. Or put back a copy of all three"

  /// What is reported where a row or the file says what logship never wrote.
  static func damaged(_ path: String, _ reason: String) -> StateError {
    StateError(action: "read", path: path, reason: "it is damaged (\(reason))", remedy: setAside)
  }

  static func newer(_ path: String) -> StateError {
    StateError(
      action: "use", path: path, reason: "a newer version of logship wrote it",
      remedy: "Run that version, or name another folder with --state")
  }

  static func older(_ path: String) -> StateError {
    StateError(
      action: "read", path: path, reason: "an older version of logship wrote it",
      remedy: "The next `logship ship` brings it up to date")
  }

  static func foreign(_ path: String) -> StateError {
    StateError(
      action: "use", path: path, reason: "it is a database, but not a ledger of logship",
      remedy: "Move it to another place, or name another folder with --state")
  }

  static func error(_ error: any Error, _ action: String, _ path: String) -> StateError {
    switch error {
    case let error as StateError: return error
    case is RowDecodingError: return damaged(path, "a column holds what logship does not write there")
    case let damage as LedgerDamage: return damaged(path, damage.reason)
    case let error as DatabaseError: return explain(error, action, path)
    default:
      return StateError(action: action, path: path, reason: "\(error)", remedy: "This is a defect of logship")
    }
  }

  private static func explain(_ error: DatabaseError, _ action: String, _ path: String) -> StateError {
    // The statement and its arguments stay out: keys and paths belong into no log that did not ask for them.
    let words = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    // The file that SQLite shares between processes cannot be made as large as it must be.
    let isFull = error.resultCode == .SQLITE_FULL || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE
    guard !isFull else { return StateError(action, path, errno: ENOSPC) }
    if error.resultCode == .SQLITE_CANTOPEN, Descriptors.areScarce { return StateError(action, path, errno: EMFILE) }
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return damaged(path, words)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      return StateError(
        action: action, path: path, reason: words,
        remedy: "Make it and its folder writable for this user, or name another folder with --state")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return StateError(
        action: action, path: path, reason: "another program keeps it locked (\(words))",
        remedy: "End what has it open, such as an sqlite3 shell, and run again")
    case .SQLITE_IOERR, .SQLITE_PROTOCOL, .SQLITE_NOLFS:
      return StateError(
        action: action, path: path, reason: "\(words) (SQLite's code \(error.extendedResultCode.rawValue))",
        remedy: "Look at the disk; a network file system without locks needs another folder with --state")
    case .SQLITE_CONSTRAINT, .SQLITE_MISUSE:
      return StateError(action: action, path: path, reason: words, remedy: "This is a defect of logship")
    default:
      return StateError(
        action: action, path: path, reason: "\(words) (\(error.extendedResultCode.rawValue))", remedy: setAside)
    }
  }
}

/// A row that logship cannot have written.
struct LedgerDamage: Error {
  let reason: String
}
