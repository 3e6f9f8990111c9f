import Foundation
import Support
import Testing

/// The README's own lines, and the folder in which they are run as they stand.
enum Readme {
  /// What stands below a heading, up to the next one of any level.
  static func section(_ title: String) throws -> String {
    let readme = try String(contentsOfFile: "\(packageFolder)/README.md", encoding: .utf8)
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    let heading = try #require(lines.firstIndex { $0 == "## \(title)" || $0 == "### \(title)" })
    return lines[(heading + 1)...].prefix { !$0.hasPrefix("## ") && !$0.hasPrefix("### ") }.joined(separator: "\n")
  }

  /// The commands of a section, those of cron without their times; queries and settings are none.
  static func commands(_ title: String) throws -> [String] {
    try section(title).split(separator: "\n").filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
      .filter { !$0.contains(/^(["|]| |[A-Z][A-Za-z_]+$)/) }
      .map { $0.replacing(/^(\S+ ){5}(?=\/usr\/local\/bin\/)/, with: "").replacing("/usr/local/bin/", with: "") }
  }

  /// The AWS CLI, but for a call that moto does not have, which is answered in the form that the CLI's manual shows.
  private static let awsCLI = #"""
    #!/bin/bash
    if [ "$1 $2" = "cloudtrail lookup-events" ]; then
      echo '{"Events": [{"EventId": "e", "EventName": "ListBuckets", "CloudTrailEvent":
        "{\"eventVersion\":\"1.11\",\"eventTime\":\"2026-11-24T01:02:03Z\",\"eventName\":\"ListBuckets\",\"userIdentity\":{\"accessKeyId\":\"AKIAIOSFODNN7EXAMPLE\",\"userName\":\"ana\"}}"}]}'
      exit
    fi
    exec '\#(ProcessInfo.processInfo.environment["LOGSHIP_TEST_PYTHON"] ?? "python3")' -m awscli "$@"

    """#

  /// A `PATH` with the programs of this package and the AWS CLI.
  static func path(_ folder: TemporaryFolder) throws -> [String: String] {
    try writeProgram(awsCLI, "\(folder.path)/bin/aws")
    let programs = URL(fileURLWithPath: BuiltBinary.path()).deletingLastPathComponent().path
    return ["PATH": "\(folder.path)/bin:\(programs):/usr/local/bin:/usr/bin:/bin"]
  }

  /// Runs lines of bash in a folder, and expects them to end well.
  @discardableResult
  static func run(_ lines: String, in folder: String, _ environment: [String: String]) throws -> Run {
    let result = try BuiltBinary.runTool(
      "bash", ["-c", "set -eo pipefail; cd '\(folder)'\n\(lines)"], environment: environment)
    #expect(result.status == 0, "\(lines): \(result.stdout)\(result.stderr)")
    return Run(status: result.status, output: result.stdout, errors: result.stderr)
  }

  static func fixture(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(packageFolder)/Tests/Fixtures/\(name)"))
  }
}
