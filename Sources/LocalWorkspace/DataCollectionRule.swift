/// A data collection rule, as far as the Logs Ingestion API needs it: its id and its streams.
public struct DataCollectionRule: Sendable {
  /// The id of a rule whose file names none, since the service gives it only when a rule is made.
  public static let defaultID = "dcr-00000000000000000000000000000000"

  /// The immutable id, which requests name.
  public let id: String
  let streams: [RuleStream]

  /// The streams' names, each with the name of its table.
  public var tables: [(stream: String, table: String)] {
    streams.map { ($0.name, $0.table) }
  }

  init(id: String, streams: [RuleStream]) {
    self.id = id
    self.streams = streams
  }

  /// The stream of a name, or nil if the rule has none.
  func stream(named name: String) -> RuleStream? {
    streams.first { $0.name == name }
  }
}
