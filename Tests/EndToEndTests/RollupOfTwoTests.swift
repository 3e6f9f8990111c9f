import Foundation
import Support
import Testing

@Suite("Events that are counted together for two destinations")
struct RollupOfTwoTests {
  private func event(_ number: Int) -> String {
    #"{"eventVersion":"1.11","eventTime":"2026-11-24T01:02:03Z","eventName":"ListBuckets","eventID":"e\#(number)","#
      + #""userIdentity":{"type":"IAMUser","userName":"user\#(number)","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#
  }

  @Test(
    "are counted to the last that was read of a stream, for both, where one of them stops with a full table",
    arguments: [["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"], ["AZURE_CLIENT_SECRET": "another"]])
  func oneStops(_ trouble: [String: String]) throws {
    let scene = try IngestionScene()
    let all = 20_000
    let events = (1...all).map { event($0) + "\n" }.joined()
    let run = try scene.ship(
      "-", "--rollup", "1h", "--rollup-max-groups", "1", "--batch-max-bytes", "20000", "--batch-max-in-flight", "1",
      "--spool-max-bytes", "100000", "--retry-budget", "1s", "--destination-logs-ingestion-packing", "raw",
      stdin: Data(events.utf8), environment: scene.collector.merging(trouble) { $1 })
    #expect([75, 77].contains(run.status), "\(run.errors)")
    let report = try run.report
    let read = try #require(report["recordsRead"]?.number) - (report["recordsRejected"]?.number ?? 0)
    #expect(read > 10 && read < Double(all))
    let again = try scene.run(["replay"], environment: scene.collector)
    #expect(again.status == 0, "\(again.errors)")
    func uses(_ table: String, _ column: String) throws -> Double {
      try scene.workspace.records(logType: table).reduce(0) { $0 + ($1[column]?.number ?? 0) }
    }
    #expect(try uses("AWS_Access_Key_Usage", "Uses_d") == read)
    #expect(try uses(IngestionScene.tables.usage, "Uses") == read)
  }
}
