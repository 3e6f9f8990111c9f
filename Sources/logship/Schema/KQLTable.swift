import Records

/// A table as KQL can make it up, so that a query can be tried where there is no table yet.
enum KQLTable {
  /// Statements that give each table under its name with one made-up row, and show the first.
  static func text(_ tables: [RecordTable], _ settings: Settings) throws(CommandFailure) -> String {
    var text = ""
    for table in tables { text += try statement(table, settings) }
    // Without a query at its end KQL takes no text.
    return text + (tables.first?.name ?? "") + "\n"
  }

  private static func statement(_ table: RecordTable, _ settings: Settings) throws(CommandFailure) -> String {
    let row = try SampleRecords.row(table, settings)
    var columns = table.columns.map { "\(table.storedName(of: $0)): \(table.storedType(of: $0.kind))" }
    var values = table.columns.map { literal(row[$0.name], $0.kind, numberType: table.storedType(of: .number)) }
    // The rule's transformation gives Azure's own table its time, as it gives it all else.
    if table.form != .awsCloudTrail {
      columns.insert("TimeGenerated: datetime", at: 0)
      values.insert(literal(row[table.timeColumn ?? ""] ?? .text("2026-11-24T03:00:00Z"), .time), at: 0)
    }
    let made = """
      datatable (
        \(columns.joined(separator: ",\n  "))
      ) [
        \(values.joined(separator: ",\n  "))
      ];

      """
    guard table.form == .awsCloudTrail else { return "let \(table.name) = \(made)" }
    return "let source = \(made)let \(table.name) = \(CloudTrailTable.transform(table));\n"
  }

  private static func literal(_ value: JSONValue?, _ kind: Column.Kind, numberType: String = "long") -> String {
    switch (value, kind) {
    case (.text(let text), .time): "datetime(\(text))"
    case (.text(let text), .text): quoted(text)
    case (.number(let digits), .number): digits
    case (.toggle(let value), .boolean): value ? "true" : "false"
    case (_, .time): "datetime(null)"
    case (_, .text): quoted("")
    case (_, .number): "\(numberType)(null)"
    case (_, .boolean): "bool(null)"
    }
  }

  /// Source: KQL, "The string data type": in double quotes a backslash escapes.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension RecordTable {
  /// The name under which the table has a column: with a suffix where the service makes the table from values.
  fileprivate func storedName(of column: Column) -> String {
    form == .classic && column.name.lowercased() != "computer" ? "\(column.name)_\(column.kind.rawValue)" : column.name
  }

  fileprivate func storedType(of kind: Column.Kind) -> String {
    switch kind {
    case .text: "string"
    case .time: "datetime"
    // The Data Collector API knows one kind of number.
    case .number: form == .classic ? "real" : "long"
    case .boolean: "bool"
    }
  }
}
