/// A stream of a rule: the columns that it takes, and the table that they go to.
struct RuleStream: Equatable, Sendable {
  /// The rule's own name for it, such as `Custom-Keys`.
  let name: String
  let columns: [StreamColumn]
  /// The table's whole name, such as `Keys_CL`.
  let table: String
  /// The column that holds a record's time; nil where it is when the record arrived.
  let timeColumn: String?

  private let types: [String: StreamColumn.ColumnType]

  /// A stream as a rule declares it.
  ///
  /// - Parameters:
  ///   - name: The rule's own name for it.
  ///   - columns: The declared columns.
  ///   - table: The table's whole name.
  ///   - transform: Where the records' time comes from.
  /// - Throws: `RuleError` where the service would refuse the rule.
  init(name: String, columns: [StreamColumn], table: String, transform: StreamTransform) throws(RuleError) {
    self.name = name
    self.columns = columns
    self.table = table
    var types: [String: StreamColumn.ColumnType] = [:]
    for column in columns {
      if let fault = ColumnName.fault(of: column.name, reserved: DocumentedLimits.LogsIngestion.reservedNames) {
        throw RuleError("stream \(name): column \"\(column.name.prefix(60))\" \(fault)")
      }
      guard types.updateValue(column.type, forKey: column.name) == nil else {
        throw RuleError("stream \(name): column \(column.name) is declared twice")
      }
    }
    self.types = types
    timeColumn = try Self.timeColumn(of: name, types, transform)
  }

  /// The declared type of a column, or nil if it is not declared.
  func type(of column: String) -> StreamColumn.ColumnType? {
    types[column]
  }

  private static func timeColumn(
    of stream: String, _ types: [String: StreamColumn.ColumnType], _ transform: StreamTransform
  ) throws(RuleError) -> String? {
    let standard = "TimeGenerated"
    if let type = types[standard], type != .datetime {
      throw RuleError("stream \(stream): column TimeGenerated is declared as \(type.rawValue), it must be datetime")
    }
    switch transform {
    case .unchanged:
      guard types[standard] != nil else {
        throw RuleError(
          """
          stream \(stream): the stream must contain TimeGenerated; declare it as datetime, or set it with the \
          transformKql \"source | extend TimeGenerated = <column>\"
          """)
      }
      return standard
    case .timeGenerated(let column, let converted):
      guard let type = types[column] else {
        throw RuleError("stream \(stream): transformKql takes TimeGenerated from \(column), which is not declared")
      }
      guard type == .datetime || (converted && type == .string) else {
        throw RuleError(
          """
          stream \(stream): transformKql takes TimeGenerated from \(column), which is declared as \(type.rawValue); \
          declare it as datetime\(type == .string ? ", or write todatetime(\(column))" : "")
          """)
      }
      return column
    case .arrival: return nil
    }
  }
}
