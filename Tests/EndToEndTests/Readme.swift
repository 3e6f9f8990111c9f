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

  /// What stands for the AWS CLI: answers in the form that its manual shows.
  private static let awsCLI = #"""
    #!/bin/bash
    case "$1 $2" in
      "cloudtrail lookup-events")
        echo '{"Events": [{"EventId": "e", "EventName": "ListBuckets", "CloudTrailEvent":
          "{\"eventVersion\":\"1.11\",\"eventTime\":\"2026-11-24T01:02:03Z\",\"eventName\":\"ListBuckets\",\"userIdentity\":{\"accessKeyId\":\"AKIAIOSFODNN7EXAMPLE\",\"userName\":\"ana\"}}"}]}' ;;
      "iam list-access-keys")
        echo '{"AccessKeyMetadata": [{"UserName": "ana", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active",
          "CreateDate": "2019-06-25T21:52:43+00:00"}]}' ;;
      "iam generate-credential-report") echo '{"State": "STARTED"}' ;;
      "iam get-credential-report")
        printf '{"Content": "%s", "ReportFormat": "text/csv", "GeneratedTime": "2026-11-24T03:00:00+00:00"}\n' \
          "$(base64 -w 0 credential-report.csv)" ;;
      *) echo "aws: $*" >&2; exit 252 ;;
    esac
    """#

  /// What stands for jq: it knows the one filter that the README has.
  private static let jq = """
    #!/usr/bin/env python3
    import json, sys
    flag, what, file = sys.argv[1:]
    assert (flag, what) == ("-c", ".reports[]"), sys.argv
    for record in json.load(open(file))["reports"]:
        print(json.dumps(record))
    """

  /// A `PATH` with the programs of this package, and with what stands for those of others.
  static func path(_ folder: TemporaryFolder) throws -> [String: String] {
    try writeProgram(awsCLI, "\(folder.path)/bin/aws")
    try writeProgram(jq, "\(folder.path)/bin/jq")
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
