import Records

/// What a table of Azure refuses of columns that the Data Collector API takes, and forms that a table does not have.
enum SchemaCheck {
  static func check(_ tables: [RecordTable], for form: SchemaCommand.Form) throws(CommandFailure) {
    for table in tables {
      switch (table.form, form) {
      case (.declared, _), (.classic, .kql), (.awsCloudTrail, .rule), (.awsCloudTrail, .kql), (.awsCloudTrail, .athena):
        break
      case (.awsCloudTrail, .table) where tables.count > 1: continue
      case (.awsCloudTrail, .table):
        throw CommandFailure(
          .usage, "AWSCloudTrail is Azure's own table, which Microsoft Sentinel makes; print its rule by --for rule")
      case (.classic, _):
        throw CommandFailure(
          .usage,
          "\(table.name) is a table that the Data Collector API makes itself; --for kql alone knows it. That of the "
            + "Logs Ingestion API is --table \(table.kind.rawValue)")
      }
      guard form == .table || form == .rule else { continue }
      for column in table.columns where ColumnRules.isReservedByRules(column.name) {
        throw CommandFailure(
          .configuration,
          "\(column.name) is a name that Azure reserves in tables of the Logs Ingestion API; give the column another by "
            + "columns.rename or columns.add")
      }
    }
  }
}
