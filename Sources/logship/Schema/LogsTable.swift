import Records

/// A custom table of Log Analytics, as Azure Resource Manager takes it.
///
/// Source: ARM reference, `Microsoft.OperationalInsights/workspaces/tables`.
enum LogsTable {
  static let type = "Microsoft.OperationalInsights/workspaces/tables"
  static let apiVersion = "2023-09-01"

  /// The body of a PUT to the table's address.
  static func body(_ table: RecordTable) -> JSONValue {
    .members(["properties": properties(table)])
  }

  /// The table as a resource of a template.
  ///
  /// - Parameters:
  ///   - table: What the rule's transformation puts into it.
  ///   - workspace: The template's expression for the workspace's name, without brackets.
  ///   - more: Members beside those that every resource has.
  /// - Returns: The resource, named after workspace and table.
  static func resource(
    _ table: RecordTable, workspace: String, _ more: [JSONValue.Member] = []
  ) -> JSONValue {
    .object(
      [
        .init(name: "type", value: .text(type)), .init(name: "apiVersion", value: .text(apiVersion)),
        .init(name: "name", value: .text("[concat(\(workspace), '/\(table.name)')]")),
      ] + more + [.init(name: "properties", value: properties(table))])
  }

  private static func properties(_ table: RecordTable) -> JSONValue {
    let standard = column("TimeGenerated", .time, "the record's own time, or that of its arrival")
    return .members([
      "schema": .members([
        "name": .text(table.name),
        "columns": .array([standard] + table.columns.map { column($0.name, $0.kind, $0.meaning) }),
      ])
    ])
  }

  private static func column(_ name: String, _ kind: Column.Kind, _ meaning: String) -> JSONValue {
    .members(["name": .text(name), "type": .text(kind.tableType), "description": .text(meaning)])
  }
}

extension Column.Kind {
  /// As the table's schema spells it.
  ///
  /// Every number that is sent is a whole one (ids are text), so that it is a `long`, which keeps all its digits and is
  /// charted without a fraction.
  fileprivate var tableType: String {
    switch self {
    case .text: "string"
    case .time: "dateTime"
    case .number: "long"
    case .boolean: "boolean"
    }
  }
}
