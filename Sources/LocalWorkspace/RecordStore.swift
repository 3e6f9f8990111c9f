import Foundation
import GRDB

/// What the workspace received, in an SQLite database that anyone may open while the workspace runs.
///
/// A `log_type` is the `Log-Type` of the Data Collector API, or the name of a rule's table (`Keys_CL`).
///
/// - `records`: `id`, `log_type`, `request` (the row of `requests` that brought it), `record_id` (its `RecordId_s` or
///   `RecordId`, or null), `time_generated`, `columns` (a JSON object with the stored column names; a rule's have no
///   suffix, and `TimeGenerated` is not among them).
/// - `requests`: `id`, `number` (POSTs of batches in one run count from 1; null for others), `at`, `method`, `path`,
///   `log_type`, `bytes` (as sent), `records` (stored by it), `cut_values` (those over 32 KB, of a rule over 64 KB),
///   `dropped_values` (those of undeclared columns), `is_object` (1 where an object came instead of an array and was
///   stored as nothing), `status` (null where no answer was sent), `code`, `fault` (the injected one, or null),
///   `headers` (a JSON object, without Authorization), `client_request_id` (`x-ms-client-request-id`, or null).
/// - `columns`: `log_type`, `property`, `name` (with its suffix), `type` (the suffix; of a rule's table the declared
///   type, such as `datetime`).
/// - `dropped_columns`: `log_type`, `request`, `property`, `dropped` (how many values of it).
/// - `type_changes`: `log_type`, `request`, `property`, `existing` (names, comma-separated), `added`.
public final class RecordStore: Sendable {
  private let database: DatabaseQueue

  /// Opens the database at a path, and makes it if there is none.
  public init(path: String) throws {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(10)
    database = try DatabaseQueue(path: path, configuration: configuration)
    try Self.migrator.migrate(database)
  }

  /// Opens a database that a workspace has made, to read it only; the workspace may be running.
  public init(reading path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    database = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Closes the database; nothing may be stored from then on.
  public func close() throws {
    try database.close()
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE requests (
            id INTEGER PRIMARY KEY, number INTEGER, at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
            log_type TEXT, bytes INTEGER NOT NULL, records INTEGER NOT NULL DEFAULT 0,
            cut_values INTEGER NOT NULL DEFAULT 0, status INTEGER, code TEXT, fault TEXT, headers TEXT NOT NULL);
          CREATE TABLE records (
            id INTEGER PRIMARY KEY, log_type TEXT NOT NULL, request INTEGER NOT NULL REFERENCES requests(id),
            record_id TEXT, time_generated TEXT NOT NULL, columns TEXT NOT NULL);
          CREATE INDEX records_by_record_id ON records(record_id);
          CREATE TABLE columns (
            log_type TEXT NOT NULL, property TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
            PRIMARY KEY (log_type, name));
          CREATE TABLE type_changes (
            id INTEGER PRIMARY KEY, log_type TEXT NOT NULL, request INTEGER NOT NULL REFERENCES requests(id),
            property TEXT NOT NULL, existing TEXT NOT NULL, added TEXT NOT NULL);
          """)
    }
    migrator.registerMigration("2") { database in
      try database.execute(
        sql: """
          ALTER TABLE requests ADD COLUMN dropped_values INTEGER NOT NULL DEFAULT 0;
          ALTER TABLE requests ADD COLUMN is_object INTEGER NOT NULL DEFAULT 0;
          ALTER TABLE requests ADD COLUMN client_request_id TEXT;
          CREATE TABLE dropped_columns (
            id INTEGER PRIMARY KEY, log_type TEXT NOT NULL, request INTEGER NOT NULL REFERENCES requests(id),
            property TEXT NOT NULL, dropped INTEGER NOT NULL);
          """)
    }
    return migrator
  }

  /// Runs a query that only reads.
  func read<Value>(_ value: (Database) throws -> Value) throws -> Value {
    try database.read(value)
  }

  /// Notes a request that stores nothing.
  func note(_ entry: RequestEntry) throws {
    try database.write { database in
      _ = try entry.insert(into: database)
    }
  }

  /// Stores what a request delivered together with its entry, all of it or nothing.
  ///
  /// - Returns: The changes of type that it caused.
  func store(_ entry: RequestEntry, _ intake: Intake, now: Int) throws -> [TypedTable.TypeChange] {
    try database.write { database in
      let request = try entry.insert(into: database, storing: intake)
      let statement = try database.makeStatement(
        sql: "INSERT INTO records (log_type, request, record_id, time_generated, columns) VALUES (?, ?, ?, ?, ?)")
      func insert(_ row: TableRow) throws {
        let time = TimeGenerated.text(of: row.time, received: now)
        let columns = String(decoding: row.columns, as: UTF8.self)
        statement.setUncheckedArguments([intake.table, request, row.recordID, time, columns])
        try statement.execute()
      }
      switch intake.content {
      case .guessed(let records, let timeField):
        var table = TypedTable(existing: try Self.columns(of: intake.table, in: database))
        try intake.body.withUnsafeReadableBytes { bytes in
          let body = bytes.assumingMemoryBound(to: UInt8.self)
          for index in 0..<records.count {
            try insert(table.row(records[record: index], names: records.names, body: body, timeField: timeField))
          }
        }
        try Self.insert(table, of: intake.table, request: request, into: database)
        return table.changes
      case .declared(let rows):
        for row in rows.rows { try insert(row) }
        try Self.insert(rows, of: intake.table, request: request, into: database)
        return []
      }
    }
  }

  private static func columns(of table: String, in database: Database) throws -> [TypedTable.Column] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT property, name, type FROM columns WHERE log_type = ? ORDER BY rowid", arguments: [table])
    return rows.compactMap { row in
      ColumnType(rawValue: row["type"]).map { type in
        TypedTable.Column(property: row["property"], name: row["name"], type: type)
      }
    }
  }

  private static func insert(
    _ table: TypedTable, of name: String, request: Int64, into database: Database
  ) throws {
    for column in table.added {
      try database.execute(
        sql: "INSERT INTO columns (log_type, property, name, type) VALUES (?, ?, ?, ?)",
        arguments: [name, column.property, column.name, column.type.rawValue])
    }
    for change in table.changes {
      try database.execute(
        sql: "INSERT INTO type_changes (log_type, request, property, existing, added) VALUES (?, ?, ?, ?, ?)",
        arguments: [name, request, change.property, change.existing.joined(separator: ","), change.added])
    }
    if table.cutValues > 0 {
      try database.execute(
        sql: "UPDATE requests SET cut_values = ? WHERE id = ?", arguments: [table.cutValues, request])
    }
  }

  private static func insert(
    _ rows: DeclaredRows, of name: String, request: Int64, into database: Database
  ) throws {
    // No row, no table: a name is there to be shown once something is in it.
    if !rows.rows.isEmpty {
      for column in rows.columns {
        try database.execute(
          sql: "INSERT OR IGNORE INTO columns (log_type, property, name, type) VALUES (?, ?, ?, ?)",
          arguments: [name, column.name, column.name, column.type.rawValue])
      }
    }
    for (property, count) in rows.dropped.sorted(by: { $0.key < $1.key }) {
      try database.execute(
        sql: "INSERT INTO dropped_columns (log_type, request, property, dropped) VALUES (?, ?, ?, ?)",
        arguments: [name, request, property, count])
    }
  }
}
