import Records

/// A data collection rule that takes records by the Logs Ingestion API.
///
/// Source: Azure Monitor, "Structure of a data collection rule", and ARM reference,
/// `Microsoft.Insights/dataCollectionRules`.
enum CollectionRule {
  static let type = "Microsoft.Insights/dataCollectionRules"
  static let apiVersion = "2023-03-11"
  /// Rules of this kind alone have an address of their own to send to.
  static let kind = "Direct"
  private static let destination = "workspace"

  /// The rule as a PUT to its address takes it.
  ///
  /// - Parameters:
  ///   - tables: One stream each.
  ///   - location: The Azure region, which is the workspace's.
  ///   - workspace: The workspace's resource id.
  /// - Returns: Region, kind and properties.
  static func body(_ tables: [RecordTable], location: String, workspace: String) -> JSONValue {
    .members([
      "location": .text(location),
      "kind": .text(kind),
      "properties": properties(tables, workspace: workspace),
    ])
  }

  static func properties(_ tables: [RecordTable], workspace: String) -> JSONValue {
    .members([
      "description": .text("Records of AWS access keys, as logship sends them"),
      "streamDeclarations": .object(tables.map { .init(name: $0.stream, value: declaration($0)) }),
      "destinations": .members([
        "logAnalytics": .array([
          .members(["workspaceResourceId": .text(workspace), "name": .text(destination)])
        ])
      ]),
      "dataFlows": .array(tables.map(flow)),
    ])
  }

  private static func declaration(_ table: RecordTable) -> JSONValue {
    .members([
      "columns": .array(
        table.columns.map { .members(["name": .text($0.name), "type": .text($0.kind.streamType)]) })
    ])
  }

  private static func flow(_ table: RecordTable) -> JSONValue {
    .members([
      "streams": .texts([table.stream]),
      "destinations": .texts([destination]),
      "transformKql": .text(transform(table)),
      "outputStream": .text(
        table.form == .awsCloudTrail ? "Microsoft-\(table.name)" : DefaultTables.streamPrefix + table.name),
    ])
  }

  /// A table has to have a `TimeGenerated`: the record's own time, or that of its arrival where it sends none.
  private static func transform(_ table: RecordTable) -> String {
    if table.form == .awsCloudTrail { return CloudTrailTable.transform(table) }
    return "source | extend TimeGenerated = \(table.timeColumn ?? "now()")"
  }
}

extension Column.Kind {
  /// As a stream declares it; `guid` is none of its types, so that ids are text.
  var streamType: String {
    switch self {
    case .text: "string"
    case .time: "datetime"
    case .number: "long"
    case .boolean: "boolean"
    }
  }
}
