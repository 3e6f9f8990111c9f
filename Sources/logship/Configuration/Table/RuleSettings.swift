import AzureMonitor

/// Where records go by the Logs Ingestion API.
enum RuleSettings {
  static let endpoint = Key<String?>.optionalText(
    "destination.logsIngestion.endpoint", .secureURL,
    "Logs ingestion endpoint of the data collection rule, or of a data collection endpoint", valueName: "url",
    flagAliases: ["ingestion-endpoint"])
  static let ruleID = Key<String?>.optionalText(
    "destination.logsIngestion.ruleId", .ruleID, "Immutable id of the data collection rule", valueName: "dcr",
    flagAliases: ["rule-id"])
  static let report = Key<String>.text(
    "destination.logsIngestion.streams.report", .stream, default: DefaultTables.stream(.report),
    "Stream of the rule for the reports", valueName: "name")
  static let event = Key<String>.text(
    "destination.logsIngestion.streams.event", .stream, default: DefaultTables.stream(.event),
    "Stream of the rule for the events", valueName: "name")
  static let usage = Key<String>.text(
    "destination.logsIngestion.streams.usage", .stream, default: DefaultTables.stream(.usage),
    "Stream of the rule for the events that are rolled up", valueName: "name")
  static let cloud = Key<Cloud>.choice(
    "destination.logsIngestion.cloud", default: .public, "Azure cloud of the rule and of the sign-in")
  static let auth = Key<SignInSetting>.signIn(
    "destination.logsIngestion.auth", "How to sign in to Entra ID", flagAliases: ["auth"])
  static let gzip = Key.toggle("destination.logsIngestion.gzip", default: true, "Pack the bodies of requests")
  static let packing = Key<LogsIngestionConfiguration.Packing>.choice(
    "destination.logsIngestion.packing", default: .sent,
    "Whether a request is as large as may be as it is sent, or raw, before it is packed")
  static let maxTimeSpan = Key<Duration?>.optionalDuration(
    "destination.logsIngestion.maxTimeSpan", .seconds(60)...(.seconds(86_400)),
    "Most time between the records of one request; auxiliary tables take 30m")

  static let all = [
    endpoint.setting, ruleID.setting, report.setting, event.setting, usage.setting, cloud.setting, auth.setting,
    gzip.setting, packing.setting, maxTimeSpan.setting,
  ]
}
