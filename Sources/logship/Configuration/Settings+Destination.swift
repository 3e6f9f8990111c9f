import AzureMonitor
import Delivery

/// What a run, `check` and `iam-policy` ask of every destination that can be set.
protocol DestinationGroup: Sendable {
  /// Whether anything of it is set that tells where it is.
  var isNamed: Bool { get }
  /// What ledger and spool call it, for good; nil where it is not set. It says who keeps the records and in which table,
  /// but not under which address, and nothing secret.
  var key: String? { get }
  /// What requests are let in by, as far as it is set.
  var secrets: [SecretSource] { get }
  /// The longest text of a field, in bytes.
  var fieldBytes: Int { get }
  /// The largest body of one record, in bytes; nil where `batch.maxBytes` is the limit.
  var bodyBytes: Int? { get }
}

extension Settings {
  struct Destination: Sendable, Equatable {
    var dataCollector: DataCollector
    var logsIngestion: LogsIngestion

    /// All that there are, in the order in which a run sends to them.
    var groups: [any DestinationGroup] { [dataCollector, logsIngestion] }
  }

  struct DataCollector: DestinationGroup, Equatable {
    var workspaceID: String?
    var workspaceKey: SecretSource?
    /// The log type of each kind of record.
    var tables: RecordTables
    var cloud: Cloud
    var endpoint: String?
    var resourceID: String?

    var isNamed: Bool { workspaceID != nil || workspaceKey != nil }
    var key: String? { workspaceID.map { "dataCollector/\($0.lowercased())/\(tables.report)" } }
    var secrets: [SecretSource] { [workspaceKey].compactMap(\.self) }
    var fieldBytes: Int { DataCollectorLimits.fieldBytes }
    var bodyBytes: Int? { nil }
  }

  struct LogsIngestion: DestinationGroup, Equatable {
    var endpoint: String?
    var ruleID: String?
    /// The rule's stream of each kind of record.
    var tables: RecordTables
    var cloud: Cloud
    var auth: SignInSetting
    var gzip: Bool
    var packing: LogsIngestionConfiguration.Packing
    var maxTimeSpan: Duration?

    var isNamed: Bool { endpoint != nil || ruleID != nil }
    var key: String? { ruleID.map { "logsIngestion/\($0.lowercased())/\(tables.report)" } }
    var secrets: [SecretSource] { [auth.secret].compactMap(\.self) }
    var fieldBytes: Int { LogsIngestionLimits.fieldBytes }
    var bodyBytes: Int? { LogsIngestionLimits.smallRawBytes }
  }
}

extension Settings.Destination {
  /// Whether a run that sends uses the Data Collector API: also where nothing is named, so that its id is asked for.
  var usesCollector: Bool { dataCollector.isNamed || !groups.contains { $0.isNamed } }

  /// What ledger and spool call the destinations that are set.
  var keys: [String] { groups.compactMap(\.key) }

  /// The longest text of a field: the shortest of all destinations, since each gets the same record.
  var fieldBytes: Int { used.map(\.fieldBytes).min() ?? dataCollector.fieldBytes }

  /// The largest body that each of them takes, of one record.
  ///
  /// - Parameter batchBytes: `batch.maxBytes`.
  /// - Returns: Its length in bytes, brackets included.
  func bodyBytes(batchBytes: Int) -> Int { used.map { $0.bodyBytes ?? batchBytes }.min() ?? batchBytes }

  /// Those that a run sends to.
  private var used: [any DestinationGroup] {
    let named = groups.filter(\.isNamed)
    return named.isEmpty ? [dataCollector] : named
  }
}
