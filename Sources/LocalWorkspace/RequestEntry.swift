import GRDB

/// A row of `requests`: what came and how it was answered.
struct RequestEntry {
  /// Which POST of this run it is, from 1; nil for other methods.
  let number: Int?
  let at: String
  let method: String
  let path: String
  let table: String?
  let bytes: Int
  let headersJSON: String
  /// The answer's status; nil where the connection got none.
  var status: Int?
  var code: String?
  /// The fault that was injected, in the words of its specification.
  var fault: String?

  /// Inserts the row and hands back its id.
  func insert(into database: Database, records: Int = 0) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO requests (number, at, method, path, log_type, bytes, records, status, code, fault, headers)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [number, at, method, path, table, bytes, records, status, code, fault, headersJSON])
    return database.lastInsertedRowID
  }
}
