import Foundation
import Support
import Testing

@Suite("logship config --for logs-ingestion")
struct ConfigCommandTests {
  private func printed(_ settings: String) throws -> (run: Run, made: JSONValue) {
    let scene = try Scene()
    let file = try scene.folder.write("config.json", text: settings)
    let run = try scene.run("config", "--for", "logs-ingestion", "--config", file)
    return (run, try JSONDecoder().decode(JSONValue.self, from: Data(run.output.utf8)))
  }

  @Test("prints what is complete once its two placeholders are filled in, and carries over what holds for both")
  func complete() throws {
    let (run, made) = try printed(
      """
      {"destination": {"dataCollector": {"cloud": "usGovernment", "logType": "Keys"}},
       "batch": {"maxBytes": 1000000, "maxInFlight": 2}, "columns": {"drop": ["RecordSource"]}}
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(made["destination"]?["dataCollector"] == nil)
    #expect(made["destination"]?["logsIngestion"]?["cloud"] == "usGovernment")
    #expect(made["batch"]?["maxBytes"] == nil && made["batch"]?["maxInFlight"] == 2)
    #expect(made["columns"]?["drop"] == .array(["RecordSource"]))
    #expect(run.errors.contains("destination.dataCollector.logType is left out"), "\(run.errors)")

    let scene = try Scene()
    let filled = run.output
      .replacing("https://<logs ingestion endpoint of the data collection rule>", with: "https://rule.invalid")
      .replacing("<immutable id of the data collection rule>", with: "dcr-" + String(repeating: "9", count: 32))
    let file = try scene.folder.write("config.json", text: filled)
    let check = try scene.run(
      "check", "--config", file, environment: ["LOGSHIP_WORKSPACE_ID": "", "LOGSHIP_WORKSPACE_KEY": ""])
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output.contains("The configuration is complete."))
  }

  @Test("says what the rule would refuse")
  func refused() throws {
    let (run, _) = try printed(#"{"columns": {"add": {"Title": "x"}}}"#)
    #expect(run.status == 0)
    #expect(run.errors.contains("the rule does not take this: "), "\(run.errors)")
    #expect(run.errors.contains("columns.add makes a column Title"), "\(run.errors)")
  }
}
