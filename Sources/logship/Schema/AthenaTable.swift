import Records

/// A table of Athena over the records that `logship ship --to -` writes, one JSON object a line.
///
/// Source: Amazon Athena User Guide, "OpenX JSON SerDe": names of members are compared without case, and one that a
/// record lacks is null.
enum AthenaTable {
  /// A statement for each table; Athena runs one at a time.
  static func text(_ tables: [RecordTable]) -> String {
    tables.map(statement).joined(separator: "\n")
  }

  private static func statement(_ table: RecordTable) -> String {
    let name = table.form == .awsCloudTrail ? table.name : String(table.name.dropLast(DefaultTables.tableSuffix.count))
    let columns = table.columns.map { column in
      "  `\(column.name.lowercased())` \(column.kind.athenaType) COMMENT '\(column.comment)'"
    }
    return """
      CREATE EXTERNAL TABLE IF NOT EXISTS `\(name.lowercased())` (
      \(columns.joined(separator: ",\n"))
      )
      ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
      LOCATION 's3://<bucket>/<prefix>/\(table.kind.rawValue)/';

      """
  }
}

extension Column.Kind {
  /// Times stay text: the SerDe reads them by the zone of whoever runs it (Hive-JSON-Serde, "Timestamps"), and
  /// `from_iso8601_timestamp` of Athena does not.
  fileprivate var athenaType: String {
    switch self {
    case .text, .time: "string"
    case .number: "bigint"
    case .boolean: "boolean"
    }
  }
}

extension Column {
  fileprivate var comment: String {
    let words = meaning.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    return kind == .time ? "\(words); read it by from_iso8601_timestamp" : words
  }
}
