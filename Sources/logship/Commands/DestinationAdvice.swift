import Records

/// What `logship check` says about where records go, beside what is wrong.
struct DestinationAdvice {
  let lines: [String]

  init(_ settings: Settings) {
    let (collector, ingestion) = (settings.destination.dataCollector, settings.destination.logsIngestion)
    var lines: [String] = []
    if collector.isNamed {
      lines.append(
        "The HTTP Data Collector API is deprecated since 14 September 2026. It still takes records from clients that "
          + "speak TLS 1.2 or later, as logship does. `logship config --for logs-ingestion` prints this configuration for its "
          + "successor, the Logs Ingestion API")
    }
    if collector.isNamed, ingestion.isNamed {
      lines.append("Each record goes to both destinations, each with a ledger and a spool of its own")
      let tables = RecordKind.allCases.map { (collector.tables[$0], ingestion.tables[$0]) }
      lines += tables.filter { DefaultTables.streamPrefix + $0.0 == $0.1 }.map { table, stream in
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
    if collector.isNamed, settings.columns.unknown == .keep || !settings.columns.add.isEmpty {
      lines.append(
        "Once a table of the Data Collector API is migrated, its columns are changed by the tables' own API alone: what "
          + "columns.add or columns.unknown make anew is dropped there")
    }
    self.lines = lines
  }
}
