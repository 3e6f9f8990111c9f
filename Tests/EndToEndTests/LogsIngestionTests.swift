import Foundation
import Support
import Testing

@Suite("The Logs Ingestion API")
struct LogsIngestionTests {
  @Test("takes reports, events and usage, each in its stream")
  func kinds() throws {
    let scene = try IngestionScene()
    let event =
      #"{"eventVersion":"1.11","eventTime":"2026-11-24T01:02:03Z","eventName":"ListBuckets","eventID":"e1","#
      + #""userIdentity":{"type":"IAMUser","userName":"ana","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#
    #expect(try scene.ship("-", stdin: Data((report("ann") + "\n" + event).utf8)).status == 0)
    #expect(try scene.ship("-", "--rollup", "1h", stdin: Data(event.utf8)).status == 0)
    #expect(try scene.stored("UserName") == ["ann"])
    #expect(try scene.stored("UserName", in: IngestionScene.tables.event) == ["ana"])
    #expect(try scene.stored("UserName", in: IngestionScene.tables.usage) == ["ana"])
    #expect(
      try scene.workspace.records(logType: IngestionScene.tables.report).first?["EventTime"] == "2026-11-24T00:00:00Z")
    #expect(!scene.workspace.output.contains { $0.hasPrefix("dropped") })
  }

  @Test("gets bodies packed by what is sent, far fewer of them, and each with an id of its own")
  func packed() throws {
    let scene = try IngestionScene()
    let input = Data(reports(30_000).utf8)
    let sent = try scene.ship("-", stdin: input)
    #expect(sent.status == 0, "\(sent.errors)")
    let posts = try scene.posts()
    #expect(posts.allSatisfy { ($0["bytes"]?.number ?? .infinity) <= 1_044_480 })
    let ids = posts.compactMap { $0["client_request_id"]?.string }
    #expect(Set(ids).count == posts.count)
    let raw = try scene.ship("-", "--destination-logs-ingestion-packing", "raw", stdin: input)
    let small = try scene.posts().count - posts.count
    #expect(raw.status == 0 && posts.count * 2 < small, "\(posts.count) \(small)")
    #expect(try Set(scene.stored("RecordId")).count == 30_000)
  }

  @Test("takes bodies as they are where gzip is off")
  func plain() throws {
    let scene = try IngestionScene()
    #expect(try scene.ship("-", "--no-destination-logs-ingestion-gzip", stdin: Data(reports(6_000).utf8)).status == 0)
    let posts = try scene.posts()
    #expect(posts.allSatisfy { ($0["bytes"]?.number ?? .infinity) <= 1_044_480 } && posts.count > 1)
    #expect(try scene.stored("UserName").count == 6_000)
  }

  @Test("that counts bodies before they are packed gets smaller ones for the rest of the run")
  func countsRaw() throws {
    let scene = try IngestionScene(workspace: ["--fault", "requests=1: 413"])
    let run = try scene.ship("-", "--batch-max-in-flight", "1", stdin: Data(reports(30_000).utf8))
    #expect(run.status == 0, "\(run.errors)")
    // What is over the limit by its own count is not sent any more.
    let posts = try scene.posts()
    #expect(posts.count >= 11, "\(posts.count)")
    #expect(try Set(scene.stored("RecordId")).count == 30_000)
    #expect(try scene.stored("RecordId").count == 30_000)
  }

  @Test("of an auxiliary table gets records divided by their times, told or not")
  func times() throws {
    for more in [[], ["--destination-logs-ingestion-max-time-span", "30m"]] {
      let scene = try IngestionScene(workspace: ["--table-time-span", "30m"])
      // All half hours of a day, those that follow each other far apart.
      let lines = (0..<48).map { $0 * 29 % 48 }.map {
        report("user\($0)", day: "2026-11-24T\($0 / 2 < 10 ? "0" : "")\($0 / 2):\($0 % 2 == 0 ? "00" : "30"):00Z")
      }
      let run = try scene.run(
        ["ship", "--summary", "json", "-"] + more, stdin: Data(lines.joined(separator: "\n").utf8))
      #expect(run.status == 0, "\(run.errors)")
      #expect(try scene.stored("UserName").count == 48)
      let refused = try scene.posts().filter { $0["status"] == 400 }.count
      #expect(more.isEmpty ? refused == 1 : refused == 0, "\(refused)")
    }
  }

  @Test("is asked again where it answers 429")
  func throttled() throws {
    let scene = try IngestionScene(workspace: ["--fault", "requests=1-2: 429:retry-after=1"])
    let run = try scene.ship("-", stdin: Data(reports(10).utf8))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["retries"] == 2)
  }

  @Test("refuses a record that is then rejected alone, and no other")
  func rejected() throws {
    let scene = try IngestionScene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    let run = try scene.ship("-", stdin: Data((reports(5) + report("poisonous")).utf8))
    #expect(run.status == 65, "\(run.errors)")
    #expect(try scene.stored("UserName").count == 5)
  }

  static let refusals: [(name: String, environment: [String: String], status: Int32, words: String)] = [
    ("a wrong secret", ["AZURE_CLIENT_SECRET": "another"], 77, "AADSTS7000215"),
    (
      "no way to sign in",
      ["AZURE_CLIENT_SECRET": "", "AZURE_CLIENT_ID": "", "AZURE_TENANT_ID": "", "PATH": "/nowhere"], 77, "az"
    ),
    (
      "another rule", ["LOGSHIP_DESTINATION_LOGS_INGESTION_RULE_ID": "dcr-" + String(repeating: "9", count: 32)], 78,
      "destination.logsIngestion.endpoint, ruleId"
    ),
    (
      "another stream", ["LOGSHIP_DESTINATION_LOGS_INGESTION_STREAMS_REPORT": "Custom-None"], 78,
      "destination.logsIngestion.ruleId and streams"
    ),
  ]

  @Test("says what is refused, and keeps standard input in the spool", arguments: refusals)
  func refused(_ refusal: (name: String, environment: [String: String], status: Int32, words: String)) throws {
    let scene = try IngestionScene()
    // Nobody is there to be asked for an identity of this machine.
    let environment = refusal.environment.merging([
      "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"
    ]) { $1 }
    let run = try scene.ship("-", "--retry-budget", "2s", stdin: Data(reports(3).utf8), environment: environment)
    #expect(run.status == refusal.status, "\(run.errors)")
    #expect(run.errors.contains(refusal.words), "\(run.errors)")
    #expect(!run.errors.contains(scene.workspace.clientSecret))
    guard refusal.status == 77 else { return }
    #expect(try run.report["recordsSpooled"] == 3)
    let again = try scene.ship("-", stdin: Data())
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scene.stored("UserName").count == 3)
  }

  @Test("gets another token where one is refused")
  func expired() throws {
    let scene = try IngestionScene(workspace: ["--fault", "requests=2: clock=+61m"])
    let run = try scene.run(
      ["ship", "--summary", "json", "-", "--destination-logs-ingestion-packing", "raw", "--batch-max-in-flight", "1"],
      stdin: Data(reports(6_000).utf8))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName").count == 6_000)
    #expect(try scene.posts().filter { $0["status"] == 401 }.count == 1)
  }

  static let unset: [(form: String, words: String)] = [
    (
      "clientSecret",
      "needs tenantId (or AZURE_TENANT_ID) and clientId (or AZURE_CLIENT_ID) and the secret (or AZURE_CLIENT_SECRET)"
    ),
    ("clientCertificate", "and certificate (or AZURE_CLIENT_CERTIFICATE_PATH)"),
    ("workloadIdentity", "and tokenFile (or AZURE_FEDERATED_TOKEN_FILE)"),
    ("awsFederation", "needs tenantId (or AZURE_TENANT_ID) and clientId (or AZURE_CLIENT_ID): not set"),
  ]

  @Test("is neither complete to check nor begun by a run while a sign-in lacks what it needs", arguments: unset)
  func incomplete(_ unset: (form: String, words: String)) throws {
    let environment = [
      "LOGSHIP_DESTINATION_LOGS_INGESTION_ENDPOINT": "https://rule.invalid",
      "LOGSHIP_DESTINATION_LOGS_INGESTION_RULE_ID": "dcr-" + String(repeating: "9", count: 32),
      "LOGSHIP_STATE": "/nowhere",
    ]
    let run = try BuiltBinary.run(["check", "--auth", unset.form], environment: environment)
    #expect(run.status == 78)
    #expect(run.stderr.contains("destination.logsIngestion.auth is \(unset.form)"))
    #expect(run.stderr.contains(unset.words), "\(run.stderr)")
    #expect(!run.stdout.contains("complete"))
    let shipped = try BuiltBinary.run(["ship", "nothere.json", "--auth", unset.form], environment: environment)
    #expect(shipped.status == 78 && shipped.stdout == "")
    #expect(shipped.stderr == run.stderr)
  }

  @Test("is proved by check --online, stream by stream")
  func check() throws {
    let scene = try IngestionScene()
    let run = try scene.run(["check", "--online"])
    #expect(run.status == 0, "\(run.errors)")
    for kind in ["Report", "Event", "Usage"] {
      #expect(run.output.contains("takes stream Custom-AWS_AccessKey\(kind)"), "\(run.output)")
    }
    let wrong = try scene.run(
      ["check", "--online"], environment: ["LOGSHIP_DESTINATION_LOGS_INGESTION_STREAMS_USAGE": "Custom-None"])
    #expect(
      wrong.status == 78 && wrong.errors.contains("streams"), "\(wrong.errors)")
    #expect(try scene.workspace.records().isEmpty)
  }

  @Test("can be signed in to by each form of the configuration file")
  func forms() throws {
    let scene = try IngestionScene()
    let auth = """
      {"clientSecret": {"tenantId": "\(scene.workspace.printedValue("tenant") ?? "")",
      "clientId": "\(scene.workspace.printedValue("client") ?? "")", "secret": {"file": "\(scene.workspace.clientSecretFile)"}}}
      """
    let file = try scene.folder.write(
      "config.json",
      text: """
        {"destination": {"logsIngestion": {"endpoint": "\(scene.workspace.endpoint)", "ruleId": "\(scene.ruleID)",
        "auth": \(auth)}}}
        """)
    let run = try scene.run(
      ["ship", "-", "--config", file], stdin: Data(reports(2).utf8),
      environment: [
        "AZURE_CLIENT_SECRET": "", "AZURE_CLIENT_ID": "", "AZURE_TENANT_ID": "",
        "LOGSHIP_DESTINATION_LOGS_INGESTION_ENDPOINT": "", "LOGSHIP_DESTINATION_LOGS_INGESTION_RULE_ID": "",
      ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName").count == 2)
  }
}
