import Foundation
import GRDB

/// What the workspace received, in an SQLite database that anyone may open while the workspace runs.
///
/// - `records`: `id`, `log_type`, `request` (the row of `requests` that brought it), `record_id` (its `RecordId_s`, or
///   null), `time_generated`, `columns` (a JSON object with the stored column names).
/// - `requests`: `id`, `number` (POSTs of one run count from 1; null for other methods), `at`, `method`, `path`,
///   `log_type`, `bytes`, `records` (stored by it), `cut_values` (those over 32 KB), `status` (null where no answer was
///   sent), `code`, `fault` (the injected one, or null), `headers` (a JSON object, without Authorization).
/// - `columns`: `log_type`, `property`, `name` (with its suffix), `type` (the suffix).
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
  func store(
    _ entry: RequestEntry, _ intake: Intake, body: UnsafeBufferPointer<UInt8>, now: Int
  ) throws -> [TypedTable.TypeChange] {
    try database.write { database in
      let request = try entry.insert(into: database, records: intake.records.count)
      var table = TypedTable(existing: try Self.columns(of: intake.table, in: database))
      let statement = try database.makeStatement(
        sql: "INSERT INTO records (log_type, request, record_id, time_generated, columns) VALUES (?, ?, ?, ?, ?)")
      for index in 0..<intake.records.count {
        let row = table.row(
          intake.records[record: index], names: intake.records.names, body: body, timeField: intake.timeField)
        let time = TimeGenerated.text(of: row.time, received: now)
        let columns = String(decoding: row.columns, as: UTF8.self)
        statement.setUncheckedArguments([intake.table, request, row.recordID, time, columns])
        try statement.execute()
      }
      try Self.insert(table, of: intake.table, request: request, into: database)
      return table.changes
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
}
