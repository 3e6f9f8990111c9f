import Foundation
import Support
import Testing

/// The script, but for what it builds.
@Suite("The quick start")
struct QuickstartTests {
  /// What the script prints, and what it leaves in the folder for temporary files.
  private func quickstart(_ arguments: String...) throws -> (
    status: Int32, output: String, errors: String, left: [String]
  ) {
    let folder = try TemporaryFolder()
    let programs = URL(fileURLWithPath: BuiltBinary.path()).deletingLastPathComponent().path
    let run = try BuiltBinary.runTool(
      "\(packageFolder)/scripts/quickstart", arguments,
      environment: [
        "LOGSHIP_BIN_DIR": programs, "TMPDIR": folder.path,
        // Settings of the shell that starts it, which send nothing elsewhere.
        "LOGSHIP_RULE_ID": "dcr-0", "LOGSHIP_WORKSPACE_ID": "other", "AZURE_AUTHORITY_HOST": "https://localhost:9",
        "AZURE_TENANT_ID": "other",
      ])
    return (run.status, run.stdout, run.stderr, try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  /// The table of keys beside their events.
  private func keys(_ output: String) -> [Substring] {
    let rest = output.components(separatedBy: "what CloudTrail saw of each:\n").last ?? ""
    return rest.components(separatedBy: "\n\n")[0].split(separator: "\n")
  }

  @Test("shows the same keys beside the same events by both APIs, and leaves nothing behind")
  func bothForms() throws {
    let collector = try quickstart()
    #expect(collector.status == 0 && collector.left == [], "\(collector.output)\(collector.errors)\(collector.left)")
    let ingestion = try quickstart("--logs-ingestion")
    #expect(ingestion.status == 0 && ingestion.left == [], "\(ingestion.output)\(ingestion.errors)\(ingestion.left)")

    let shown = keys(ingestion.output)
    #expect(shown == keys(collector.output))
    #expect(shown.count == 2 + 14 && shown[2].contains("<root_account>"))
    #expect(shown.contains { $0.contains("AKIA") && $0.contains("2026-11-24T") })
    #expect(collector.output.contains("AWS_Access_Key_Event_CL") && !collector.output.contains("AWS_AccessKeyEvent_CL"))
    #expect(ingestion.output.contains("AWS_AccessKeyEvent_CL") && !ingestion.output.contains("AWS_Access_Key_Event"))
  }

  @Test("refuses what it does not know before it builds anything")
  func usage() throws {
    let run = try quickstart("--logs-injection")
    #expect(run.status == 64 && run.output.isEmpty && run.left == [])
    #expect(run.errors == "usage: scripts/quickstart [--logs-ingestion]\n")
  }
}
