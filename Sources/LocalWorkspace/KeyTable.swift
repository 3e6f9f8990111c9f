import GRDB

extension RecordStore {
  /// The keys of the stored reports, the oldest first, each beside what the stored events tell of it.
  ///
  /// A report or an event is told by its columns, so the names of their tables play no part. Records of usage count as
  /// many events as went into them. A key of which several reports are stored is shown by the latest; one without an id,
  /// as credential reports have it, meets no event.
  ///
  /// - Parameter limit: How many keys at most.
  /// - Returns: The cells as text.
  /// - Throws: What the database refuses.
  public func keyTable(limit: Int) throws -> StoredTable {
    let rows = try read { database in try Row.fetchAll(database, sql: Self.keysBesideEvents, arguments: [limit]) }
    let names = [
      "Account", "User", "Key", "Status", "AgeDays", "IdleDays", "Events", "Calls", "Addresses", "LastEvent",
    ]
    return StoredTable(
      columns: names, rows: rows.map { row in names.indices.map { StoredTable.cell(row[$0] as String?) } })
  }

  private static let keysBesideEvents = """
    WITH
      stored AS (
        SELECT columns, json_extract(columns, '$.AccountId_s') AS account,
          json_extract(columns, '$.AccessKeyId_s') AS id, json_extract(columns, '$.EventName_s') AS call
        FROM records),
      keys AS (
        SELECT account, json_extract(columns, '$.UserName_s') AS user,
          coalesce(id, 'slot ' || CAST(json_extract(columns, '$.KeySlot_d') AS INTEGER)) AS key,
          json_extract(columns, '$.Status_s') AS status, json_extract(columns, '$.KeyAgeDays_d') AS age,
          json_extract(columns, '$.DaysSinceLastUse_d') AS idle, max(json_extract(columns, '$.EventTime_t'))
        FROM stored WHERE age IS NOT NULL GROUP BY account, user, key),
      uses AS (
        SELECT account, id, sum(coalesce(json_extract(columns, '$.Uses_d'), 1)) AS events,
          count(DISTINCT call) AS calls, count(DISTINCT json_extract(columns, '$.SourceIP_s')) AS addresses,
          max(coalesce(json_extract(columns, '$.LastUse_t'), json_extract(columns, '$.EventTime_t'))) AS latest
        FROM stored WHERE call IS NOT NULL GROUP BY account, id)
    SELECT keys.account, user, key, status, CAST(CAST(age AS INTEGER) AS TEXT), CAST(CAST(idle AS INTEGER) AS TEXT),
      CAST(CAST(events AS INTEGER) AS TEXT), CAST(calls AS TEXT), CAST(addresses AS TEXT), latest
    FROM keys LEFT JOIN uses ON uses.account = keys.account AND uses.id = keys.key
    ORDER BY age DESC, keys.account, key LIMIT ?
    """
}
