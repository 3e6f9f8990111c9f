import GRDB

/// A row of `requests`: what came and how it was answered.
struct RequestEntry {
  /// Which POST of a batch in this run it is, from 1; nil for all other requests.
  let number: Int?
  let at: String
  let method: String
  let path: String
  let table: String?
  let bytes: Int
  let headersJSON: String
  /// The `x-ms-client-request-id` of the request.
  let clientRequestID: String?
  /// The answer's status; nil where the connection got none.
  var status: Int?
  var code: String?
  /// The fault that was injected, in the words of its specification.
  var fault: String?

  /// Inserts the row and hands back its id.
  func insert(into database: Database, storing intake: Intake? = nil) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO requests (
          number, at, method, path, log_type, bytes, records, status, code, fault, headers, client_request_id,
          cut_values, dropped_values, is_object)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        number, at, method, path, table, bytes, intake?.count ?? 0, status, code, fault, headersJSON, clientRequestID,
        intake?.declared?.cutValues ?? 0, intake?.declared?.droppedValues ?? 0, intake?.declared?.isObject ?? false,
      ])
    return database.lastInsertedRowID
  }
}
