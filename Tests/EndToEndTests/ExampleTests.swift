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
