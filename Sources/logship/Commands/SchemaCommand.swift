import ArgumentParser
import Records

/// `logship schema`: prints the tables that records go to, from the definitions by which they are mapped.
struct SchemaCommand: ParsableCommand {
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case table, rule, kql, athena
  }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the tables of the records: for Azure, for a rule, for a query, for Athena.",
    discussion: """
      table is a table of Log Analytics: with --table the body of a PUT to it, without an ARM template of all. rule is a \
      data collection rule for the Logs Ingestion API. kql is a datatable with one made-up row, to try a query on. athena \
      is a table over what `logship ship --to -` writes. The columns are those that the configuration sends; nobody is \
      contacted. --table AWSCloudTrail with --for rule is the rule that fills Azure's own table with events, for which \
      columns.preset has to be AWSCloudTrail.
      """)

  @Option(name: .customLong("for"), help: ArgumentHelp("What to print", valueName: "table|rule|kql|athena"))
  var form: Form

  @Option(
    help: ArgumentHelp(
      "One table instead of all: a name, also a log type of the Data Collector API with --for kql, or a kind of record "
        + "(report, event, usage)", valueName: "name"))
  var table: String?

  @Option(help: ArgumentHelp("With --for rule: the Azure region of the workspace", valueName: "region"))
  var location: String?

  @Option(help: ArgumentHelp("With --for rule: the resource id of the workspace", valueName: "id"))
  var workspaceResourceID: String?

  @OptionGroup var configuration: ConfigurationFlags

  func validate() throws {
    if form != .rule, location != nil || workspaceResourceID != nil {
      throw ValidationError("--location and --workspace-resource-id are for --for rule")
    }
    if let workspaceResourceID, !ResourcePlaceholder.isWorkspace(workspaceResourceID) {
      throw ValidationError("--workspace-resource-id is like \(ResourcePlaceholder.workspace)")
    }
  }

  func run() throws {
    let settings = try configuration.resolve(in: .current())
    settings.tellWarnings()
    let choice = TableChoice(settings: settings)
    let tables = try table.map { name throws(CommandFailure) in [try choice.named(name)] } ?? choice.all
    try SchemaCheck.check(tables, for: form)
    try StandardOutput.write(try text(tables, settings))
    for note in notes(tables, settings) { Console.standardError.line(note) }
  }

  private func text(_ tables: [RecordTable], _ settings: Settings) throws(CommandFailure) -> String {
    switch form {
    case .table:
      // Azure's own tables are there already.
      let made = tables.filter { $0.form == .declared }
      let body = table == nil ? AzureTemplate.tables(made) : made.first.map(LogsTable.body)
      return (body ?? .null).pretty() + "\n"
    case .rule:
      return CollectionRule.body(
        tables, location: location ?? ResourcePlaceholder.location,
        workspace: workspaceResourceID ?? ResourcePlaceholder.workspace
      ).pretty() + "\n"
    case .kql: return try KQLTable.text(tables, settings)
    case .athena: return AthenaTable.text(tables)
    }
  }

  /// What has to be done before it can be used, and what it cannot tell.
  private func notes(_ tables: [RecordTable], _ settings: Settings) -> [String] {
    var notes: [String] = []
    if form == .rule, location == nil || workspaceResourceID == nil {
      notes.append("Fill in what stands in <…>, or give --location and --workspace-resource-id.")
    }
    if form == .rule, tables.contains(where: { $0.form == .awsCloudTrail }), settings.columns.preset != .awsCloudTrail {
      notes.append(
        "Events have these columns with columns.preset AWSCloudTrail, which the configuration does not have.")
    }
    if form == .athena { notes.append("Put your bucket into each LOCATION, and records of one kind into each folder.") }
    if settings.columns.unknown == .keep {
      notes.append("columns.unknown is keep: columns of fields that logship does not know cannot be listed.")
    }
    return notes
  }
}
