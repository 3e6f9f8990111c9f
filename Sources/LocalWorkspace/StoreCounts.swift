import GRDB

/// How much a database holds.
public struct StoreCounts: Codable, Sendable, Equatable {
  public let records: Int
  public let distinctRecordIds: Int
  public let requests: Int
  /// Batches that were answered with 200 or 204.
  public let accepted: Int
  /// Requests that met an injected fault.
  public let faults: Int
  public let typeChanges: Int
  /// Values over the limit that were cut.
  public let cutValues: Int
  /// Values of columns that a rule's stream does not declare.
  public let droppedValues: Int
  /// Requests of a rule that brought an object instead of an array, of which nothing was stored.
  public let objects: Int
  /// Records by table.
  public let tables: [String: Int]
}

extension RecordStore {
  /// Counts what the database holds.
  public func counts() throws -> StoreCounts {
    try read { database in
      func number(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
      let tables = try Row.fetchAll(database, sql: "SELECT log_type, count(*) AS n FROM records GROUP BY log_type")
      return StoreCounts(
        records: try number("SELECT count(*) FROM records"),
        distinctRecordIds: try number("SELECT count(DISTINCT record_id) FROM records"),
        requests: try number("SELECT count(*) FROM requests"),
        accepted: try number("SELECT count(*) FROM requests WHERE number IS NOT NULL AND status IN (200, 204)"),
        faults: try number("SELECT count(fault) FROM requests"),
        typeChanges: try number("SELECT count(*) FROM type_changes"),
        cutValues: try number("SELECT coalesce(sum(cut_values), 0) FROM requests"),
        droppedValues: try number("SELECT coalesce(sum(dropped_values), 0) FROM requests"),
        objects: try number("SELECT coalesce(sum(is_object), 0) FROM requests"),
        tables: Dictionary(uniqueKeysWithValues: tables.map { ($0["log_type"], $0["n"]) }))
    }
  }
}
