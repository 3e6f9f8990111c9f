import Foundation
import Testing

@testable import logship

/// The names that users have in their files, crontabs and units: written out, so that none changes unnoticed.
private let names: [(path: String, flags: [String], variables: [String])] = [
  ("source.paths", ["--source-paths"], ["LOGSHIP_SOURCE_PATHS"]),
  ("source.lookback", ["--source-lookback"], ["LOGSHIP_SOURCE_LOOKBACK"]),
  ("source.include", ["--source-include"], ["LOGSHIP_SOURCE_INCLUDE"]),
  ("source.exclude", ["--source-exclude"], ["LOGSHIP_SOURCE_EXCLUDE"]),
  ("format", ["--format"], ["LOGSHIP_FORMAT"]),
  ("keys", ["--keys"], ["LOGSHIP_KEYS"]),
  ("rollup", ["--rollup"], ["LOGSHIP_ROLLUP"]),
  ("rollup.maxGroups", ["--rollup-max-groups"], ["LOGSHIP_ROLLUP_MAX_GROUPS"]),
  ("accessKeyIds", ["--access-key-ids"], ["LOGSHIP_ACCESS_KEY_IDS"]),
  ("accessKeyIds.hashed", ["--access-key-ids-hashed-file"], ["LOGSHIP_ACCESS_KEY_IDS_HASHED"]),
  ("columns.rename", ["--columns-rename"], ["LOGSHIP_COLUMNS_RENAME"]),
  ("columns.drop", ["--columns-drop"], ["LOGSHIP_COLUMNS_DROP"]),
  ("columns.add", ["--columns-add"], ["LOGSHIP_COLUMNS_ADD"]),
  ("columns.unknown", ["--columns-unknown"], ["LOGSHIP_COLUMNS_UNKNOWN"]),
  ("columns.keep", ["--columns-keep"], ["LOGSHIP_COLUMNS_KEEP"]),
  ("columns.preset", ["--columns-preset"], ["LOGSHIP_COLUMNS_PRESET"]),
  (
    "destination.dataCollector.workspaceId", ["--workspace-id", "--destination-data-collector-workspace-id"],
    ["LOGSHIP_WORKSPACE_ID", "LOGSHIP_DESTINATION_DATA_COLLECTOR_WORKSPACE_ID", "WorkspaceId"]
  ),
  (
    "destination.dataCollector.workspaceKey",
    ["--workspace-key-file", "--destination-data-collector-workspace-key-file"],
    ["LOGSHIP_WORKSPACE_KEY", "LOGSHIP_DESTINATION_DATA_COLLECTOR_WORKSPACE_KEY", "WorkspaceKey"]
  ),
  (
    "destination.dataCollector.logType", ["--log-type", "--destination-data-collector-log-type"],
    ["LOGSHIP_LOG_TYPE", "LOGSHIP_DESTINATION_DATA_COLLECTOR_LOG_TYPE", "LogName"]
  ),
  (
    "destination.dataCollector.logType.event", ["--event-log-type", "--destination-data-collector-log-type-event"],
    ["LOGSHIP_EVENT_LOG_TYPE", "LOGSHIP_DESTINATION_DATA_COLLECTOR_LOG_TYPE_EVENT"]
  ),
  (
    "destination.dataCollector.logType.usage", ["--usage-log-type", "--destination-data-collector-log-type-usage"],
    ["LOGSHIP_USAGE_LOG_TYPE", "LOGSHIP_DESTINATION_DATA_COLLECTOR_LOG_TYPE_USAGE"]
  ),
  (
    "destination.dataCollector.cloud", ["--destination-data-collector-cloud"],
    ["LOGSHIP_DESTINATION_DATA_COLLECTOR_CLOUD"]
  ),
  (
    "destination.dataCollector.endpoint", ["--endpoint", "--destination-data-collector-endpoint"],
    ["LOGSHIP_ENDPOINT", "LOGSHIP_DESTINATION_DATA_COLLECTOR_ENDPOINT"]
  ),
  (
    "destination.dataCollector.resourceId", ["--destination-data-collector-resource-id"],
    ["LOGSHIP_DESTINATION_DATA_COLLECTOR_RESOURCE_ID"]
  ),
  (
    "destination.logsIngestion.endpoint", ["--ingestion-endpoint", "--destination-logs-ingestion-endpoint"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_ENDPOINT"]
  ),
  (
    "destination.logsIngestion.ruleId", ["--rule-id", "--destination-logs-ingestion-rule-id"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_RULE_ID"]
  ),
  (
    "destination.logsIngestion.streams.report", ["--destination-logs-ingestion-streams-report"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_STREAMS_REPORT"]
  ),
  (
    "destination.logsIngestion.streams.event", ["--destination-logs-ingestion-streams-event"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_STREAMS_EVENT"]
  ),
  (
    "destination.logsIngestion.streams.usage", ["--destination-logs-ingestion-streams-usage"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_STREAMS_USAGE"]
  ),
  (
    "destination.logsIngestion.cloud", ["--destination-logs-ingestion-cloud"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_CLOUD"]
  ),
  (
    "destination.logsIngestion.auth", ["--auth", "--destination-logs-ingestion-auth"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_AUTH"]
  ),
  (
    "destination.logsIngestion.gzip", ["--destination-logs-ingestion-gzip"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_GZIP"]
  ),
  (
    "destination.logsIngestion.packing", ["--destination-logs-ingestion-packing"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_PACKING"]
  ),
  (
    "destination.logsIngestion.maxTimeSpan", ["--destination-logs-ingestion-max-time-span"],
    ["LOGSHIP_DESTINATION_LOGS_INGESTION_MAX_TIME_SPAN"]
  ),
  ("aws.region", ["--aws-region"], ["LOGSHIP_AWS_REGION"]),
  ("aws.profile", ["--aws-profile"], ["LOGSHIP_AWS_PROFILE"]),
  ("aws.endpoint", ["--aws-endpoint"], ["LOGSHIP_AWS_ENDPOINT"]),
  ("aws.allowPlainHTTP", ["--aws-allow-plain-http"], ["LOGSHIP_AWS_ALLOW_PLAIN_HTTP"]),
  ("aws.assumeRole.roleArn", ["--aws-assume-role-role-arn"], ["LOGSHIP_AWS_ASSUME_ROLE_ROLE_ARN"]),
  ("aws.assumeRole.externalId", ["--aws-assume-role-external-id"], ["LOGSHIP_AWS_ASSUME_ROLE_EXTERNAL_ID"]),
  ("aws.assumeRole.sessionName", ["--aws-assume-role-session-name"], ["LOGSHIP_AWS_ASSUME_ROLE_SESSION_NAME"]),
  (
    "aws.assumeRole.durationSeconds", ["--aws-assume-role-duration-seconds"],
    ["LOGSHIP_AWS_ASSUME_ROLE_DURATION_SECONDS"]
  ),
  ("s3.concurrency", ["--s3-concurrency"], ["LOGSHIP_S3_CONCURRENCY"]),
  ("s3.requestPayer", ["--request-payer", "--s3-request-payer"], ["LOGSHIP_S3_REQUEST_PAYER"]),
  (
    "s3.expectedBucketOwner", ["--expected-bucket-owner", "--s3-expected-bucket-owner"],
    ["LOGSHIP_S3_EXPECTED_BUCKET_OWNER"]
  ), ("s3.failOnArchived", ["--fail-on-archived", "--s3-fail-on-archived"], ["LOGSHIP_S3_FAIL_ON_ARCHIVED"]),
  ("batch.maxBytes", ["--batch-max-bytes"], ["LOGSHIP_BATCH_MAX_BYTES"]),
  ("batch.maxInFlight", ["--batch-max-in-flight"], ["LOGSHIP_BATCH_MAX_IN_FLIGHT"]),
  ("batch.maxAge", ["--batch-max-age"], ["LOGSHIP_BATCH_MAX_AGE"]),
  ("retry.budget", ["--retry-budget"], ["LOGSHIP_RETRY_BUDGET"]),
  ("retry.maxBackoff", ["--retry-max-backoff"], ["LOGSHIP_RETRY_MAX_BACKOFF"]),
  ("timeouts.connect", ["--timeouts-connect"], ["LOGSHIP_TIMEOUTS_CONNECT"]),
  ("timeouts.stall", ["--timeouts-stall"], ["LOGSHIP_TIMEOUTS_STALL"]),
  ("shutdown.grace", ["--shutdown-grace"], ["LOGSHIP_SHUTDOWN_GRACE"]),
  ("tls.caFile", ["--tls-ca-file"], ["LOGSHIP_TLS_CA_FILE"]),
  ("state", ["--state"], ["LOGSHIP_STATE"]),
  ("ledger.keep", ["--ledger-keep"], ["LOGSHIP_LEDGER_KEEP"]),
  ("spool.maxBytes", ["--spool-max-bytes"], ["LOGSHIP_SPOOL_MAX_BYTES"]),
  ("rejects.maxBytes", ["--rejects-max-bytes"], ["LOGSHIP_REJECTS_MAX_BYTES"]),
  ("rejects.keep", ["--rejects-keep"], ["LOGSHIP_REJECTS_KEEP"]),
  ("log.level", ["--log-level"], ["LOGSHIP_LOG_LEVEL"]),
  ("log.format", ["--log-format"], ["LOGSHIP_LOG_FORMAT"]),
]

@Test func `The table has exactly the names that are documented`() {
  #expect(SettingTable.all.map(\.path) == names.map(\.path))
  #expect(SettingTable.all.map(\.flags) == names.map(\.flags))
  #expect(SettingTable.all.map(\.variables) == names.map(\.variables))
}

@Test(arguments: SettingTable.all.flatMap { setting in setting.flags.map { (setting, $0) } })
private func `Each flag gives its setting's value`(_ setting: Setting, _ flag: String) throws {
  let (arguments, given): ([String], Given) =
    switch setting.kind {
    case .toggle: ([flag], .json(.toggle(true)))
    case .list, .pairs: ([flag, "one", flag, "two"], .texts(["one", "two"]))
    case .secret: ([flag, "a file"], .secretFile("a file"))
    default: ([flag, "a value"], .text("a value"))
    }
  let values = try SettingFlags<AllSettings>.parse(arguments).layer.values
  #expect(values.keys.sorted() == [setting.path])
  #expect(values[setting.path]?.given == given)
}

@Test(arguments: SettingTable.all.flatMap { setting in setting.variables.map { (setting, $0) } })
private func `Each variable gives its setting's value`(_ setting: Setting, _ variable: String) {
  let surroundings = Surroundings(environment: [variable: "a value"], isRoot: false)
  let values = Typed.Layer(variablesIn: surroundings).values
  #expect(values == [setting.path: .init(given: .text("a value"), origin: .variable(variable))])
}

@Test(arguments: SettingTable.all.filter { !$0.mayHoldSecret })
private func `Each default is one that its own setting allows`(_ setting: Setting) throws {
  guard setting.fallback != .null else { return }
  #expect(throws: Never.self) { try setting.kind.read(.json(setting.fallback)) }
}

@Test func `Each group of settings of a destination is one that a run knows`() throws {
  let settings = try Fixture(environment: [:]).resolve()
  #expect(settings.destination.groups.count == SettingTable.members(of: "destination").count)
}

@Test(arguments: SettingTable.all.filter { $0.isSecret && $0.path.hasPrefix("destination.") })
private func `Each secret of a destination is one that check and iam-policy know`(_ setting: Setting) throws {
  let file = setting.path.split(separator: ".").reversed().reduce(#"{"secretsManager": "name"}"#) { inner, name in
    "{\"\(name)\": \(inner)}"
  }
  #expect(try Fixture(environment: [:]).resolve(file).distantSecrets.map(\.path) == [setting.path])
}

@Test func `A flag that turns something on has one that turns it off`() throws {
  let values = try SettingFlags<AllSettings>.parse(["--no-aws-allow-plain-http"]).layer.values
  #expect(values["aws.allowPlainHTTP"]?.given == .json(.toggle(false)))
}

@Test(arguments: ["--workspace-key", "--destination-data-collector-workspace-key", "--access-key-ids-hashed"])
func `A secret has no flag for its value`(_ flag: String) {
  #expect(throws: (any Error).self) { try SettingFlags<AllSettings>.parse([flag, "c2VjcmV0"]) }
}

@Test func `The committed example is what the table makes`() throws {
  let file = URL(filePath: #filePath).appending(path: "../../../config.example.json").standardized
  #expect(try String(contentsOf: file, encoding: .utf8) == ExampleConfiguration.text)
}

@Test func `The example resolves to the defaults once its placeholders are filled`() throws {
  let id = "01234567-89ab-cdef-0123-456789abcdef"
  let fixture = try Fixture(environment: ["LOGSHIP_WORKSPACE_KEY": "c2VjcmV0"])
  let filled = ExampleConfiguration.text.replacing("<workspace id>", with: id)
  let settings = try fixture.resolve(filled)
  #expect(
    try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine).workspace?.key.reveal() == "c2VjcmV0")
  let plain = try fixture.resolve(flags: ["--workspace-id", id])
  #expect(settings.rows.map(\.value) == plain.rows.map(\.value))
}

@Test func `A placeholder of the example is no value, so that a variable serves in its place`() throws {
  let id = "01234567-89ab-cdef-0123-456789abcdef"
  let fixture = try Fixture(environment: ["LOGSHIP_WORKSPACE_ID": id])
  #expect(try fixture.resolve(ExampleConfiguration.text).destination.dataCollector.workspaceID == id)
  #expect(try Fixture(environment: [:]).resolve(ExampleConfiguration.text).destination.dataCollector.workspaceID == nil)
}

/// What is made from the table and is slow to make.
private enum Made {
  static let help = Logship.helpMessage(for: Ship.self, columns: 400)
  static let pages = ProgramManual.text(help: Logship._dumpHelp()) + ConfigurationManual.text
  static let bashAndZsh = [Logship.completionScript(for: .bash), Logship.completionScript(for: .zsh)]
  static let fish = Logship.completionScript(for: .fish)
}

@Test(arguments: SettingTable.all)
private func `Each setting is in the help, the manual and the completions`(_ setting: Setting) {
  for flag in setting.flags {
    #expect(Made.help.contains(flag))
    #expect(Made.pages.contains(Mdoc.escaped(flag)))
    #expect(Made.bashAndZsh.allSatisfy { $0.contains(flag) })
    #expect(Made.fish.contains("-l '\(flag.dropFirst(2))'"))
  }
  #expect(Made.pages.contains(setting.path))
  for variable in setting.variables { #expect(Made.pages.contains(variable)) }
}

@Test(arguments: [
  (#"{"file": PATH}"#, #"Sy "{""file"": PATH}""#), (#""a""#, #"Sy """a""""#), (#"a""b"#, #"Sy "a""""b""#),
])
func `Quotes in a macro's argument are doubled, wherever they stand`(_ words: String, _ argument: String) {
  #expect(Mdoc.argument(words) == argument)
}
