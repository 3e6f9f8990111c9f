import Records

/// A table of records: what it is called, and what it holds.
///
/// The columns come from the definitions by which records are mapped, so that neither can have one that the other lacks.
struct RecordTable {
  /// Who makes the table's columns.
  enum Form: Equatable {
    /// A data collection rule declares them.
    case declared
    /// The Data Collector API makes them from values, with a suffix for the type.
    case classic
    /// Azure has made them; a rule's transformation fills them.
    case awsCloudTrail
  }

  let kind: RecordKind
  let form: Form
  /// The rule's own name for the records; empty where no rule is in the way.
  let stream: String
  /// Whole, such as `AWS_AccessKeyReport_CL`.
  let name: String
  /// What is sent, in this order.
  let columns: [Column]
  /// The column with the record's own time, under the name that it is sent with; nil where none is sent as a time.
  let timeColumn: String?
  let plan: ColumnPlan
  /// True of events with what the rules of AWSCloudTrail look at.
  let hasDetails: Bool

  /// The table of a kind that a rule declares; for events with the preset AWSCloudTrail, Azure's own.
  static func declared(_ kind: RecordKind, in stream: String, _ settings: Settings.Columns) -> RecordTable {
    if kind == .event, settings.preset == .awsCloudTrail { return awsCloudTrail(in: stream, settings) }
    // The rule's own name goes on behind `Custom-`; streams are often called as their table, suffix and all.
    let name = stream.split(separator: "-", maxSplits: 1).last ?? ""
    let suffix = name.hasSuffix(DefaultTables.tableSuffix) ? "" : DefaultTables.tableSuffix
    return make(kind, .declared, stream: stream, name: name + suffix, settings)
  }

  /// Azure's own table for CloudTrail, in the stream of the events; its preset need not be set.
  static func awsCloudTrail(in stream: String, _ settings: Settings.Columns) -> RecordTable {
    var settings = settings
    settings.preset = .awsCloudTrail
    return make(.event, .awsCloudTrail, stream: stream, name: CloudTrailTable.name, settings)
  }

  /// The table that the Data Collector API makes of a log type.
  static func classic(_ kind: RecordKind, logType: String, _ settings: Settings.Columns) -> RecordTable {
    make(kind, .classic, stream: "", name: logType + DefaultTables.tableSuffix, settings)
  }

  private static func make(
    _ kind: RecordKind, _ form: Form, stream: String, name: String, _ settings: Settings.Columns
  ) -> RecordTable {
    let plan = ColumnPlan(settings.changes)
    let columns = plan.sentColumns(kind, keep: settings.keep)
    // Of a report in the original form the time is text.
    let time = columns.first { $0.name == plan.of(kind).timeColumn && $0.kind == .time }
    return RecordTable(
      kind: kind, form: form, stream: stream, name: name, columns: columns, timeColumn: time?.name, plan: plan,
      hasDetails: kind == .event && settings.preset == .awsCloudTrail)
  }

  /// The name under which a column of the schema is sent; nil where it is not.
  func sentName(of column: String) -> String? { plan.sentName(of: column, in: kind) }
}
