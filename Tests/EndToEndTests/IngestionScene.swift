import Foundation
import Support
import Testing

/// A local workspace with a data collection rule, and the built program before it.
final class IngestionScene: Sendable {
  static let tables = (report: "AWS_AccessKeyReport_CL", event: "AWS_AccessKeyEvent_CL", usage: "AWS_AccessKeyUsage_CL")

  let folder: TemporaryFolder
  let workspace: LocalWorkspaceProcess

  /// Starts the workspace, with further arguments for it such as `--fault`.
  init(workspace arguments: [String] = [], transform: String = "source | extend TimeGenerated = EventTime") throws {
    folder = try TemporaryFolder()
    workspace = try LocalWorkspaceProcess(arguments, rule: Self.rule(transform))
  }

  var state: String { "\(folder.path)/state" }
  var ruleID: String { workspace.printedValue("rule") ?? "" }
  var key: String { "logsIngestion/\(ruleID)/Custom-AWS_AccessKeyReport" }

  /// Variables under which the program finds the rule and signs in with the client's secret.
  var environment: [String: String] {
    [
      "LOGSHIP_DESTINATION_LOGS_INGESTION_ENDPOINT": workspace.endpoint,
      "LOGSHIP_DESTINATION_LOGS_INGESTION_RULE_ID": ruleID, "LOGSHIP_STATE": state,
      "AZURE_AUTHORITY_HOST": workspace.endpoint, "AZURE_TENANT_ID": workspace.printedValue("tenant") ?? "",
      "AZURE_CLIENT_ID": workspace.printedValue("client") ?? "", "AZURE_CLIENT_SECRET": workspace.clientSecret,
    ]
  }

  /// Variables under which the program finds the workspace by the Data Collector API.
  var collector: [String: String] {
    [
      "LOGSHIP_WORKSPACE_ID": workspace.workspaceID, "LOGSHIP_WORKSPACE_KEY": workspace.key,
      "LOGSHIP_ENDPOINT": workspace.endpoint,
    ]
  }

  func run(_ arguments: [String], stdin: Data? = nil, environment more: [String: String] = [:]) throws -> Run {
    let result = try BuiltBinary.run(
      arguments, stdin: stdin, environment: environment.merging(more) { $1 }, timeout: .seconds(120))
    return Run(status: result.status, output: result.stdout, errors: result.stderr)
  }

  /// Runs `logship ship … --summary json`.
  func ship(_ arguments: String..., stdin: Data? = nil, environment more: [String: String] = [:]) throws -> Run {
    try run(["ship", "--summary", "json"] + arguments, stdin: stdin, environment: more)
  }

  /// One column of the stored reports.
  func stored(_ column: String, in table: String = tables.report) throws -> [String] {
    try workspace.records(logType: table).compactMap { $0[column]?.string }
  }

  /// The POSTs of batches.
  func posts() throws -> [[String: JSONValue]] { try workspace.requests().filter { $0["number"] != .null } }

  /// The rule, as `logship schema` prints it, with another transform.
  static func rule(_ transform: String) throws -> String {
    let printed = try BuiltBinary.run(["schema", "--for", "rule"], environment: [:])
    try #require(printed.status == 0, "\(printed.stderr)")
    return printed.stdout.replacingOccurrences(of: "source | extend TimeGenerated = EventTime", with: transform)
  }
}
