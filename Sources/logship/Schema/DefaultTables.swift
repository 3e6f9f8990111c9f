import Records

/// The stream and the table of each kind of record where they go by the Logs Ingestion API and nobody named others.
///
/// They differ from the log types of the Data Collector API: a table of the one and a table of the other cannot share a
/// name before the former is migrated (Azure Monitor, "Migrate from the HTTP Data Collector API to the Logs Ingestion
/// API").
enum DefaultTables {
  /// The rule's own name for records of a kind.
  static func stream(_ kind: RecordKind) -> String { "\(streamPrefix)\(name(kind))" }

  /// What a rule's own streams begin with, and what ends the name of a table that is not Azure's.
  static let streamPrefix = "Custom-"
  static let tableSuffix = "_CL"

  private static func name(_ kind: RecordKind) -> String {
    switch kind {
    case .report: "AWS_AccessKeyReport"
    case .event: "AWS_AccessKeyEvent"
    case .usage: "AWS_AccessKeyUsage"
    }
  }
}
