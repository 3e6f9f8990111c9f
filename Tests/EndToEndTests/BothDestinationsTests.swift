import Foundation
import Support
import Testing

@Suite("Two destinations")
struct BothDestinationsTests {
  private func rows(_ scene: IngestionScene, _ table: String, withoutSuffixes: Bool) throws -> [String: [String:
    JSONValue]]
  {
    var rows: [String: [String: JSONValue]] = [:]
    for record in try scene.workspace.records(logType: table) {
      var row: [String: JSONValue] = [:]
      for (name, value) in record where name != "TimeGenerated" {
        let isTyped = withoutSuffixes && name.dropLast().hasSuffix("_")
        row[isTyped ? String(name.dropLast(2)) : name] = value
      }
      rows[try #require(row["RecordId"]?.string)] = row
    }
    return rows
  }

  @Test("get equal rows, each record once")
  func equalRows() throws {
    let scene = try IngestionScene()
    let file = try scene.folder.write("keys.ndjson", text: reports(3_000))
    let run = try scene.ship(file, environment: scene.collector)
    #expect(run.status == 0, "\(run.errors)")
    let classic = try rows(scene, "AWS_Access_Key_Report", withoutSuffixes: true)
    let successor = try rows(scene, IngestionScene.tables.report, withoutSuffixes: false)
    #expect(classic.count == 3_000 && classic == successor)
    let report = try run.report
    let parts = try #require(report["destinations"]?.elements)
    #expect(parts.map { $0["recordsShipped"] } == [3_000, 3_000] && report["recordsRead"] == 3_000)
    #expect(try scene.ship(file, environment: scene.collector).report["recordsRead"] == 0)
    let told = try scene.run(["ship", "--reship", file], environment: scene.collector)
    #expect(told.output.contains("records for 2 destinations: 3,000 read, from 1 object"), "\(told.output)")
    #expect(told.output.contains("rule \(scene.ruleID): 3,000 records in "), "\(told.output)")
  }

  @Test(
    "of which one is down: the other is complete, and the next run completes the first, nothing twice",
    arguments: [true, false], ["LOGSHIP_ENDPOINT", "LOGSHIP_DESTINATION_LOGS_INGESTION_ENDPOINT"])
  func oneDown(isStream: Bool, endpoint: String) throws {
    let tables = ["AWS_Access_Key_Report", IngestionScene.tables.report]
    let (open, closed) = endpoint == "LOGSHIP_ENDPOINT" ? (tables[1], tables[0]) : (tables[0], tables[1])
    let scene = try IngestionScene()
    let input = reports(2_000)
    let file = try scene.folder.write("keys.ndjson", text: input)
    let arguments = [isStream ? "-" : file, "--retry-budget", "1s", "--batch-max-bytes", "100000"]
    let stdin = isStream ? Data(input.utf8) : nil
    let down = try scene.run(
      ["ship", "--summary", "json"] + arguments, stdin: stdin,
      environment: scene.collector.merging([endpoint: "http://127.0.0.1:1"]) { $1 })
    #expect(down.status == 75, "\(down.errors)")
    #expect(try scene.workspace.records(logType: open).count == 2_000)
    #expect(try scene.workspace.records(logType: closed).isEmpty)

    let up = try scene.run(
      ["ship", "--summary", "json"] + [isStream ? "-" : file], stdin: isStream ? Data() : nil,
      environment: scene.collector)
    #expect(up.status == 0, "\(up.errors)")
    for table in tables {
      let ids = try scene.workspace.records(logType: table).compactMap { ($0["RecordId_s"] ?? $0["RecordId"])?.string }
      #expect(ids.count == 2_000 && Set(ids).count == 2_000)
    }
  }

  @Test("of which one is down with a full spool: what is left of a file stays open for it")
  func fullSpool() throws {
    let scene = try IngestionScene()
    let file = try scene.folder.write("keys.ndjson", text: reports(2_000))
    let down = try scene.ship(
      file, "--retry-budget", "1s", "--batch-max-bytes", "100000", "--spool-max-bytes", "250000",
      environment: scene.collector.merging(["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"]) { $1 })
    #expect(down.status == 75, "\(down.errors)")
    let part = try #require(down.report["destinations"]?.elements?.first)
    #expect((part["recordsUnsent"]?.number ?? 0) > 0 && (part["recordsSpooled"]?.number ?? 0) > 0, "\(part)")
    #expect(try scene.workspace.records(logType: IngestionScene.tables.report).count == 2_000)
    let up = try scene.ship(file, environment: scene.collector)
    #expect(up.status == 0, "\(up.errors)")
    let classic = try scene.workspace.records(logType: "AWS_Access_Key_Report").compactMap { $0["RecordId_s"]?.string }
    #expect(classic.count == 2_000 && Set(classic).count == 2_000)
  }

  @Test(
    "of which one takes nothing: a stream is read until the spool is full, and the run ends",
    arguments: [["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"], ["AZURE_CLIENT_SECRET": "another"]])
  func streamWithFullSpool(_ trouble: [String: String]) throws {
    let scene = try IngestionScene()
    let run = try scene.ship(
      "-", "--retry-budget", "1s", "--batch-max-bytes", "100000", "--spool-max-bytes", "1MB",
      "--destination-logs-ingestion-packing", "raw", "--batch-max-in-flight", "1",
      stdin: Data(reports(40_000).utf8), environment: scene.collector.merging(trouble) { $1 })
    #expect([75, 77].contains(run.status), "\(run.errors)")
    #expect(run.errors.contains("the spool has reached spool.maxBytes"), "\(run.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(scene.state)/spool")
    let bytes = try files.reduce(0) { sum, file in
      sum + (try FileManager.default.attributesOfItem(atPath: "\(scene.state)/spool/\(file)")[.size] as? Int ?? 0)
    }
    #expect(bytes < 8_000_000, "\(bytes)")
    // What was read whole is with both, once each.
    let report = try run.report
    let read = try #require(report["recordsRead"]?.number) - (report["recordsRejected"]?.number ?? 0)
    let again = try scene.run(["replay"], environment: scene.collector)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try Double(rows(scene, "AWS_Access_Key_Report", withoutSuffixes: true).count) == read)
    #expect(try Double(rows(scene, IngestionScene.tables.report, withoutSuffixes: false).count) == read)
  }

  @Test("count events together each by itself: what one has does not change the ids of the other")
  func usageApart() throws {
    func event(_ number: Int) -> String {
      #"{"eventVersion":"1.11","eventTime":"2026-11-24T01:02:03Z","eventName":"ListBuckets","eventID":"e\#(number)","#
        + #""userIdentity":{"type":"IAMUser","userName":"user\#(number % 7)","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#
    }
    let scene = try IngestionScene()
    let file = try scene.folder.write("trail.ndjson", text: (1...300).map { event($0) + "\n" }.joined())
    #expect(try scene.ship(file, "--rollup", "1h").status == 0)
    let handle = try FileHandle(forWritingTo: URL(filePath: file))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((301...600).map { event($0) + "\n" }.joined().utf8))
    let both = try scene.ship(file, "--rollup", "1h", environment: scene.collector)
    #expect(both.status == 0, "\(both.errors)")
    let alone = try Scene()
    #expect(try alone.ship(file, "--rollup", "1h").status == 0)
    let ids = try scene.workspace.records(logType: "AWS_Access_Key_Usage").compactMap { $0["RecordId_s"]?.string }
    let expected = try alone.workspace.records(logType: "AWS_Access_Key_Usage").compactMap { $0["RecordId_s"]?.string }
    #expect(ids.sorted() == expected.sorted() && ids.count == 7)
    let uses = try scene.workspace.records(logType: IngestionScene.tables.usage).reduce(0) {
      $0 + ($1["Uses"]?.number ?? 0)
    }
    #expect(uses == 600)
  }

  @Test("of which one rejects a record: replayed, it goes to that one and to no other")
  func rejectedByOne() throws {
    let scene = try IngestionScene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    let input = Data((reports(3) + report("poisonous")).utf8)
    #expect(try scene.ship("-", stdin: input).status == 65)
    let rejects = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(scene.state)/rejects").first)
    let path = "\(scene.state)/rejects/\(rejects)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\"destination\":\"\(scene.key)\""), "\(text)")
    let mended = try scene.folder.write("mended.ndjson", text: text.replacingOccurrences(of: "poison", with: ""))
    // Where only the other is configured, it is kept.
    let other = try scene.run(
      ["replay", "--rejects", mended],
      environment: scene.collector.merging([
        "LOGSHIP_DESTINATION_LOGS_INGESTION_ENDPOINT": "", "LOGSHIP_DESTINATION_LOGS_INGESTION_RULE_ID": "",
      ]) { $1 })
    #expect(other.status == 65 && other.errors.contains("which is not configured"), "\(other.errors)")
    let both = try scene.run(["replay", "--rejects", mended], environment: scene.collector)
    #expect(both.status == 0, "\(both.errors)")
    #expect(try scene.stored("UserName").contains("ous"))
    #expect(try scene.workspace.records(logType: "AWS_Access_Key_Report").isEmpty)
  }

  @Test("are killed in the middle: the next run completes each, and loses nothing")
  func killed() throws {
    let scene = try IngestionScene(workspace: ["--fault", "requests=5: stall"])
    let file = try scene.folder.write("keys.ndjson", text: reports(3_000))
    let environment = scene.environment.merging(scene.collector) { $1 }
    let child = try ChildProcess(
      BuiltBinary.path(), ["ship", file, "--batch-max-bytes", "50000", "--destination-logs-ingestion-packing", "raw"],
      environment: BuiltBinary.clean(home: scene.folder.path).merging(environment) { $1 }, output: .null, error: .null)
    try eventually { try scene.posts().count >= 5 }
    child.send(SIGKILL)
    _ = try child.wait()
    let again = try scene.ship(file, environment: scene.collector)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try rows(scene, "AWS_Access_Key_Report", withoutSuffixes: true).count == 3_000)
    #expect(try rows(scene, IngestionScene.tables.report, withoutSuffixes: false).count == 3_000)
  }

  @Test("of which one is refused: the other goes on to the end of a stream")
  func oneRefused() throws {
    let scene = try IngestionScene()
    let run = try scene.ship(
      "-", "--batch-max-bytes", "100000", stdin: Data(reports(3_000).utf8),
      environment: scene.collector.merging(["AZURE_CLIENT_SECRET": "another"]) { $1 })
    #expect(run.status == 77, "\(run.errors)")
    #expect(try scene.workspace.records(logType: "AWS_Access_Key_Report").count == 3_000)
    let again = try scene.ship("-", stdin: Data(), environment: scene.collector)
    #expect(again.status == 0, "\(again.errors)")
    let ids = try scene.workspace.records(logType: IngestionScene.tables.report).compactMap { $0["RecordId"]?.string }
    #expect(ids.count == 3_000 && Set(ids).count == 3_000)
    #expect(try scene.workspace.records(logType: "AWS_Access_Key_Report").count == 3_000)
  }

  @Test("of which one knows an object already: it is read for the other alone, rolled up as well")
  func oneKnows() throws {
    let scene = try IngestionScene()
    let events = (1...40).map {
      #"{"eventVersion":"1.11","eventTime":"2026-11-24T0\#($0 % 3):02:03Z","eventName":"ListBuckets","eventID":"e\#($0)","#
        + #""userIdentity":{"type":"IAMUser","userName":"ana","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#
    }
    let file = try scene.folder.write("trail.json", text: "{\"Records\":[\(events.joined(separator: ","))]}")
    #expect(try scene.ship(file, "--rollup", "1h").status == 0)
    let both = try scene.ship(file, "--rollup", "1h", environment: scene.collector)
    #expect(both.status == 0, "\(both.errors)")
    func uses(_ table: String, _ column: String) throws -> Double {
      try scene.workspace.records(logType: table).reduce(0) { $0 + ($1[column]?.number ?? 0) }
    }
    #expect(try uses(IngestionScene.tables.usage, "Uses") == 40)
    #expect(try uses("AWS_Access_Key_Usage", "Uses_d") == 40)
    let ids = try scene.stored("RecordId", in: IngestionScene.tables.usage)
    #expect(try ids.sorted() == scene.stored("RecordId_s", in: "AWS_Access_Key_Usage").sorted())
  }

  @Test("are told by check, with what stops a table that is migrated")
  func advice() throws {
    let scene = try IngestionScene()
    let run = try scene.run(
      ["check"],
      environment: scene.collector.merging([
        "LOGSHIP_DESTINATION_LOGS_INGESTION_STREAMS_REPORT": "Custom-AWS_Access_Key_Report_CL"
      ]) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    for words in [
      "no longer since 14 September 2026", "Each record goes to both", "only once it is migrated",
      "Custom log is V2, Workspace cannot be modified",
    ] {
      #expect(run.output.contains(words), "\(run.output)")
    }
  }
}
