import Foundation
import Support
import Testing

/// The folder of the package's sources.
let packageFolder = URL(fileURLWithPath: #filePath + "/../../..").standardized.path

@Suite("The example reports")
struct ExampleTests {
  @Test("are what scripts/make-reports makes")
  func reproducible() throws {
    let folder = try TemporaryFolder()
    let made = try BuiltBinary.runTool("\(packageFolder)/scripts/make-reports", ["--fixtures", folder.path])
    #expect(made.status == 0, "\(made.stderr)")
    let difference = try BuiltBinary.runTool("diff", ["-r", folder.path, "\(packageFolder)/Tests/Fixtures"])
    #expect(difference.status == 0, "\(difference.stdout)")
  }

  @Test(
    "are stored whole, each record once",
    arguments: [("reports.ndjson", 240), ("reports-array.json", 160), ("reports.csv", 120)])
  func shipped(name: String, count: Int) throws {
    let scene = try Scene()
    let run = try scene.ship("\(packageFolder)/Tests/Fixtures/\(name)")
    #expect(run.status == 0, "\(run.errors)")
    let stored = try scene.workspace.records()
    #expect(stored.count == count)
    #expect(Set(stored.map { $0["RecordId_s"]?.string }).count == count)
    let types = Set(stored.flatMap(\.keys)).filter { $0.contains("_") }.sorted()
    #expect(
      types == [
        "AccessKeyId_s", "AccountId_s", "CreateDate_t", "DaysSinceLastUse_d", "EventTime_t", "KeyAgeDays_d",
        "LastUsedDate_t", "LastUsedRegion_s", "LastUsedService_s", "RecordId_s", "RecordSource_s", "Status_s",
        "UserName_s",
      ])
  }

  @Test("of CloudTrail and of a credential report are stored whole, and the keys are shown by age beside their events")
  func keysBesideEvents() throws {
    let scene = try Scene()
    let fixtures = "\(packageFolder)/Tests/Fixtures"
    let run = try scene.ship(fixtures, "--as-of", "2026-11-24")
    #expect(run.status == 0, "\(run.errors)")
    let events = try ["cloudtrail-1.json", "cloudtrail-2.json"].flatMap { name in
      let trail = try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/\(name)"))
      return try JSONDecoder().decode(JSONValue.self, from: trail)["Records"]?.elements ?? []
    }
    let keys = events.compactMap { $0["userIdentity"]?["accessKeyId"]?.string }.filter { $0.hasPrefix("AKIA") }
    let report = try String(contentsOfFile: "\(fixtures)/credential-report.csv", encoding: .utf8)
    let slots = report.split(separator: "\n").dropFirst()
      .flatMap { row in
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        return [cells[9], cells[14]].filter { $0 != "N/A" }
      }
    #expect(events.count == 120 && keys.count > 60 && slots.count > 12)
    #expect(try run.report["recordsByKind"]?["event"] == .number(Double(keys.count)))
    #expect(try run.report["recordsByKind"]?["report"] == .number(Double(520 + slots.count)))
    #expect(
      try run.report["skipped"]
        == .object([
          "temporaryKeys": .number(
            Double(
              events.count { $0["userIdentity"]?["accessKeyId"]?.string?.hasPrefix("ASIA") == true })),
          "withoutKey": .number(
            Double(events.count { $0["userIdentity"]?["accessKeyId"] == nil } + 1)),
        ]))

    let shown = try BuiltBinary.run(
      ["keys", "--database", scene.workspace.database, "--limit", "1000"], name: "logship-workspace")
    let lines = shown.stdout.split(separator: "\n")
    #expect(lines.count == 2 + 520 + slots.count)
    let ages = lines.dropFirst(2).compactMap { $0.firstMatch(of: /(?:Active|Inactive) +(\d+)/).flatMap { Int($0.1) } }
    #expect(ages.count == 520 + slots.count && ages == ages.sorted(by: >))
    #expect(lines[2].contains("<root_account>") && lines[2].contains("slot 1"))
    let counted = lines.compactMap { $0.firstMatch(of: /(\d+) +\d+ +\d+ +2026-11-24T/).flatMap { Int($0.1) } }
    #expect(counted.reduce(0, +) == keys.count && counted.count == Set(keys).count)
  }

  @Test("have the same ids in every form", arguments: ["array", "csv", "pretty"])
  func sameIDs(form: String) throws {
    let first = try ids("ndjson")
    #expect(first.count == 500)
    #expect(try ids(form) == first)
  }

  /// The `RecordId` of 500 made records, in their order.
  private func ids(_ form: String) throws -> [String] {
    let made = try BuiltBinary.runTool(
      "\(packageFolder)/scripts/make-reports", ["--count", "500", "--seed", "7", "--form", form])
    #expect(made.status == 0, "\(made.stderr)")
    let run = try BuiltBinary.run(["ship", "-", "--to", "-"], stdin: Data(made.stdout.utf8))
    #expect(run.status == 0, "\(run.stderr)")
    return try run.stdout.split(separator: "\n").compactMap {
      try JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8))["RecordId"]?.string
    }
  }

  @Test("and the worked example of a RecordId in docs/formats.md are right")
  func workedExample() throws {
    let manual = try String(contentsOfFile: "\(packageFolder)/docs/formats.md", encoding: .utf8)
    let program = try #require(manual.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
    let lines = manual.components(separatedBy: "This row\n\n").last?.components(separatedBy: "\n\nhas the id").first
    let csv = try #require(lines).split(separator: "\n").map { $0.dropFirst(4) + "\n" }.joined()
    let computed = try BuiltBinary.runTool("python3", ["-c", program])
    let shipped = try BuiltBinary.run(["ship", "-", "--to", "-"], stdin: Data(csv.utf8))
    let id = computed.stdout.trimmingCharacters(in: .newlines)
    #expect(id.count == 27)
    #expect(manual.contains("`\(id)`"))
    #expect(shipped.stdout.contains("\"RecordId\":\"\(id)\""), "\(shipped.stderr)")
  }
}
