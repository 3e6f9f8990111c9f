import Delivery
import Records

/// The tables that a schema is printed for.
struct TableChoice {
  let settings: Settings

  /// Where no table is named: one for each kind of record.
  var all: [RecordTable] { RecordKind.allCases.map { declared($0) } }

  private var streams: RecordTables { settings.destination.logsIngestion.tables }

  private func declared(_ kind: RecordKind) -> RecordTable {
    RecordTable.declared(kind, in: streams[kind], settings.columns)
  }

  private var classic: [RecordTable] {
    let logTypes = settings.destination.dataCollector.tables
    return RecordKind.allCases.map { RecordTable.classic($0, logType: logTypes[$0], settings.columns) }
  }

  /// The table of a name, with or without `_CL`; a kind of record stands for its table.
  ///
  /// - Throws: A usage error that names the tables there are.
  func named(_ name: String) throws(CommandFailure) -> RecordTable {
    if let kind = RecordKind(rawValue: name) { return declared(kind) }
    let known = all + [RecordTable.awsCloudTrail(in: streams.event, settings.columns)] + classic
    let wanted = name.lowercased()
    if let table = known.first(where: { $0.answers(to: wanted) }) { return table }
    let names = known.map(\.name)
    let nearest = NearestName.of(name, among: names).map { " (did you mean \($0)?)" } ?? ""
    throw CommandFailure(
      .usage, "--table \(Shown.name(name)) is no table of this configuration\(nearest); there are \(Self.list(names))")
  }

  private static func list(_ names: [String]) -> String {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.joined(separator: ", ")
  }
}

extension RecordTable {
  fileprivate func answers(to wanted: String) -> Bool {
    let name = name.lowercased()
    return wanted == name || wanted + DefaultTables.tableSuffix.lowercased() == name
  }
}
