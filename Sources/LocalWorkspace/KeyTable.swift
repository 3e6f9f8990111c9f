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

  /// A column's value under its name with the Data Collector's suffix, or without it, as a rule's tables have it.
  private static func column(_ name: String, _ suffix: String) -> String {
    "coalesce(json_extract(columns, '$.\(name)_\(suffix)'), json_extract(columns, '$.\(name)'))"
  }

  private static let keysBesideEvents = """
    WITH
      stored AS (
        SELECT columns, \(column("AccountId", "s")) AS account, \(column("AccessKeyId", "s")) AS id,
          \(column("EventName", "s")) AS call
        FROM records),
      keys AS (
        SELECT account, \(column("UserName", "s")) AS user,
          coalesce(id, 'slot ' || CAST(\(column("KeySlot", "d")) AS INTEGER)) AS key,
          \(column("Status", "s")) AS status, \(column("KeyAgeDays", "d")) AS age,
          \(column("DaysSinceLastUse", "d")) AS idle, max(\(column("EventTime", "t")))
        FROM stored WHERE age IS NOT NULL GROUP BY account, user, key),
      uses AS (
        SELECT account, id, sum(coalesce(\(column("Uses", "d")), 1)) AS events,
          count(DISTINCT call) AS calls, count(DISTINCT \(column("SourceIP", "s"))) AS addresses,
          max(coalesce(\(column("LastUse", "t")), \(column("EventTime", "t")))) AS latest
        FROM stored WHERE call IS NOT NULL GROUP BY account, id)
    SELECT keys.account, user, key, status, CAST(CAST(age AS INTEGER) AS TEXT), CAST(CAST(idle AS INTEGER) AS TEXT),
      CAST(CAST(events AS INTEGER) AS TEXT), CAST(calls AS TEXT), CAST(addresses AS TEXT), latest
    FROM keys LEFT JOIN uses ON uses.account = keys.account AND uses.id = keys.key
    ORDER BY age DESC, keys.account, key LIMIT ?
    """
}
