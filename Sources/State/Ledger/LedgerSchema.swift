import GRDB

/// The tables of the ledger.
///
/// A schema that was released does not change: what comes later is one more migration.
///
/// - `destinations`: `key`; `records_accepted`, those that were accepted twice counted twice.
/// - `objects`: a row for each destination and content of an object. `kind`, `container`, `key` and `tag` tell them
///   apart (`ObjectIdentity`); `resolved` are the records that were accepted or rejected, `end_records` how many there
///   are, `resume_…` where reading can begin, `finished` whether none is open, `seen_day` the last day (since 1970) on
///   which a run met it.
/// - `spool_files`, `spooled`: which records lie in which file of the spool.
/// - `listings`: when the last run began that listed a source to its end.
/// - `runs`: the history.
enum LedgerSchema {
  /// `logs` in ASCII: tells our file from any other SQLite database.
  static let applicationID = 0x6C6F_6773

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: first)
    }
    return migrator
  }

  private static let first = """
    PRAGMA application_id = \(applicationID);
    CREATE TABLE destinations (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      records_accepted INTEGER NOT NULL DEFAULT 0);
    -- AUTOINCREMENT: what is remembered of a row in memory must never be taken for another's.
    CREATE TABLE objects (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      destination INTEGER NOT NULL REFERENCES destinations(id),
      kind TEXT NOT NULL,
      container TEXT NOT NULL,
      key TEXT NOT NULL,
      tag TEXT NOT NULL,
      label TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified INTEGER NOT NULL,
      version TEXT,
      resolved TEXT NOT NULL DEFAULT '',
      end_records INTEGER,
      end_cut_off INTEGER NOT NULL DEFAULT 0,
      resume_record INTEGER,
      resume_line INTEGER,
      resume_byte INTEGER,
      finished INTEGER NOT NULL DEFAULT 0,
      seen_day INTEGER NOT NULL,
      UNIQUE (destination, kind, container, key, tag));
    CREATE INDEX objects_by_seen_day ON objects(seen_day);
    CREATE TABLE spool_files (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      destination INTEGER NOT NULL REFERENCES destinations(id));
    CREATE TABLE spooled (
      file INTEGER NOT NULL REFERENCES spool_files(id) ON DELETE CASCADE,
      object INTEGER NOT NULL REFERENCES objects(id),
      records TEXT NOT NULL,
      PRIMARY KEY (file, object)) WITHOUT ROWID;
    CREATE INDEX spooled_by_object ON spooled(object);
    CREATE TABLE listings (
      destination INTEGER NOT NULL REFERENCES destinations(id),
      source TEXT NOT NULL,
      started INTEGER NOT NULL,
      PRIMARY KEY (destination, source)) WITHOUT ROWID;
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      started INTEGER NOT NULL,
      ended INTEGER,
      exit_code INTEGER,
      counts TEXT);
    """
}
