import Records

/// What `logship check` says about where records go, beside what is wrong.
struct DestinationAdvice {
  let lines: [String]

  init(_ settings: Settings) {
    let (collector, ingestion) = (settings.destination.dataCollector, settings.destination.logsIngestion)
    var lines: [String] = []
    if collector.isNamed {
      lines.append(
        "The HTTP Data Collector API is deprecated: Microsoft supports it no longer since 14 September 2026, and says in one "
          + "place that it goes on taking records and in another that it does not. `logship check --online` tells whether it "
          + "does for this workspace; `logship config --for logs-ingestion` prints this configuration for its successor, the "
          + "Logs Ingestion API")
    }
    if collector.isNamed, ingestion.isNamed {
      lines.append("Each record goes to both destinations, each with a ledger and a spool of its own")
      let tables = RecordKind.allCases.map { (collector.tables[$0], ingestion.tables[$0]) }
      lines += tables.filter { Self.isCalled($0.1, as: $0.0) }.map { table, stream in
        "Stream \(stream) is called as the Data Collector's table \(table)_CL: a rule takes that table only once it is "
          + "migrated, and from then on the Data Collector API may not change its columns. Give the rule a table of its own"
      }
    }
    let columns = settings.columns
    if ingestion.isNamed,
      !columns.rename.isEmpty || !columns.add.isEmpty || !columns.keep.isEmpty || columns.unknown == .keep
    {
      lines.append(
        "The rule drops columns that it does not declare without a word: `logship schema --for rule` prints one that declares "
          + "what columns.* make")
    }
    let makesColumns = settings.columns.unknown == .keep || !settings.columns.add.isEmpty
    if collector.isNamed, ingestion.isNamed || makesColumns {
      lines.append(
        "Once a table of the Data Collector API is migrated, a change of its columns by the Tables API or the portal stops "
          + "that API for the whole table (the Operation table then says \"Custom log is V2, Workspace cannot be modified\"), "
          + "and it makes no columns there itself"
          + (makesColumns ? ": what columns.add or columns.unknown make anew is dropped" : ""))
    }
    self.lines = lines
  }

  /// Whether a stream has the name of a table of the Data Collector API, with or without the suffix that it gets there.
  private static func isCalled(_ stream: String, as table: String) -> Bool {
    [table, table + DefaultTables.tableSuffix].contains { DefaultTables.streamPrefix + $0 == stream }
  }
}
