import Foundation
import Support
import Testing

/// What one run of the program left to look at.
struct Run {
  let status: Int32
  let output: String
  let errors: String

  /// The run report, asked for with `--summary json`.
  var report: [String: JSONValue] {
    get throws {
      let lines = output.split(separator: "\n") + errors.split(separator: "\n")
      let line = try #require(lines.last { $0.hasPrefix("{\"sources\"") })
      return try JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8))
    }
  }
}

/// A folder and a local workspace of a test's own, and the built program before them.
final class Scene: Sendable {
  let folder: TemporaryFolder
  let workspace: LocalWorkspaceProcess

  /// Starts the workspace, with further arguments for it such as `--fault`.
  init(workspace arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    workspace = try LocalWorkspaceProcess(arguments)
  }

  var state: String { "\(folder.path)/state" }

  /// Variables under which the program finds the workspace.
  var environment: [String: String] {
    [
      "LOGSHIP_WORKSPACE_ID": workspace.workspaceID, "LOGSHIP_WORKSPACE_KEY": workspace.key,
      "LOGSHIP_ENDPOINT": workspace.endpoint, "LOGSHIP_STATE": state,
    ]
  }

  /// Runs `logship` with the workspace in its environment and the report as JSON.
  func run(
    _ arguments: String..., stdin: Data? = nil, environment more: [String: String] = [:]
  ) throws -> Run {
    try run(arguments, stdin: stdin, environment: more)
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

  /// One column of all stored records, in the order in which they were stored.
  func stored(_ column: String) throws -> [String] {
    try workspace.records().compactMap { $0[column]?.string }
  }

  /// The lines of the one reject file.
  func rejects() throws -> [[String: JSONValue]] {
    let rejects = "\(state)/rejects"
    let files = try FileManager.default.contentsOfDirectory(atPath: rejects)
    let file = try #require(files.count == 1 ? files.first : nil)
    return try String(contentsOfFile: "\(rejects)/\(file)", encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8))
    }
  }
}

/// An access-key report as the 2019 Lambda wrote it.
func report(
  _ user: String = "ann", day: String = "2026-11-24", key: String = "AKIAIOSFODNN7EXAMPLE", more: String = ""
) -> String {
  #"{"loggedDate":"\#(day)","user":"\#(user)","account_number":"123456789012","AccessKeyId":"\#(key)","#
    + #""CreateDate":"2019-06-25T21:52:43","Status":"Active"\#(more)}"#
}

/// Reports of users `user1` to `userN`, a line each.
func reports(_ count: Int, from first: Int = 1) -> String {
  (first..<first + count).map { report("user\($0)") + "\n" }.joined()
}
