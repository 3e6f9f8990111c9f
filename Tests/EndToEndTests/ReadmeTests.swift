import Foundation
import Support
import Testing

/// Lines of the README that a reader copies, run as they stand.
@Suite("The README")
struct ReadmeTests {
  private static func section(_ title: String) throws -> String {
    let readme = try String(contentsOfFile: "\(packageFolder)/README.md", encoding: .utf8)
    let rest = try #require(readme.components(separatedBy: "### \(title)\n").dropFirst().first)
    return rest.components(separatedBy: "\n### ")[0].components(separatedBy: "\n## ")[0]
  }

  /// The commands of a section, those of cron without their times.
  private static func commands(_ title: String) throws -> [String] {
    try section(title).split(separator: "\n").filter { $0.hasPrefix("    ") && !$0.hasPrefix("    \"") }
      .map {
        $0.dropFirst(4).replacingOccurrences(of: "5 3 * * * ", with: "")
          .replacingOccurrences(of: "/usr/local/bin/", with: "")
      }
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

  /// A folder with the files that the README names, and before it a `PATH` with the programs.
  private func prepare(_ scene: Scene) throws -> [String: String] {
    let tool = try scene.folder.write("bin/aws", text: Self.awsCLI)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
    let fixtures = "\(packageFolder)/Tests/Fixtures"
    let trail = try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/cloudtrail-1.json"))
    _ = try scene.folder.write("trail.json.gz", trail)
    let report = try Data(contentsOf: URL(fileURLWithPath: "\(fixtures)/credential-report.csv"))
    _ = try scene.folder.write("credential-report.csv", report)
    let programs = URL(fileURLWithPath: BuiltBinary.path()).deletingLastPathComponent().path
    return ["PATH": "\(scene.folder.path)/bin:\(programs):/usr/local/bin:/usr/bin:/bin"]
  }

  private func run(_ command: String, _ scene: Scene, _ environment: [String: String]) throws {
    let run = try BuiltBinary.runTool(
      "bash", ["-c", "set -o pipefail; cd '\(scene.folder.path)'; \(command)"],
      environment: scene.environment.merging(environment) { $1 })
    #expect(run.status == 0, "\(command): \(run.stdout)\(run.stderr)")
  }

  @Test("ships what CloudTrail wrote with the commands that it has")
  func cloudTrail() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    let trail = try Data(contentsOf: URL(fileURLWithPath: "\(packageFolder)/Tests/Fixtures/cloudtrail-2.json"))
    try server.put("AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/a.json", trail, in: "audit")
    var environment = try prepare(scene)
    environment.merge([
      "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
      "AWS_SECRET_ACCESS_KEY": server.secretAccessKey, "AWS_REGION": "us-east-1",
    ]) { $1 }
    let commands = try Self.commands("CloudTrail")
    #expect(commands.count > 4)
    for command in commands { try run(command, scene, environment) }
    #expect(try !scene.workspace.records(logType: "AWS_Access_Key_Event").isEmpty)
  }

  @Test("ships credential reports and lists of keys with the commands that it has")
  func reportsOfAWS() throws {
    let scene = try Scene()
    let environment = try prepare(scene)
    let commands = try Self.commands("Credential reports, and lists of keys")
    #expect(commands.count > 3)
    for command in commands { try run(command, scene, environment) }
    let stored = try scene.workspace.records()
    let listed = stored.filter { $0["UserName_s"] == "ana" }
    #expect(listed.count == 1 && listed[0]["AccountId_s"] == "123456789012")
    // By the second `--as-of` and by GeneratedTime: a day and a time are two dates.
    #expect(Set(stored.filter { $0["KeySlot_d"] != nil }.compactMap { $0["EventTime_t"]?.string }).count == 2)
  }

  @Test("makes reports with the commands that it has, from cron too")
  func collect() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    let actions = [
      "iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:GetAccountSummary", "s3:PutObject",
      "sts:AssumeRole", "organizations:ListAccounts",
    ]
    let policy = MotoServer.policy(allowing: actions)
    try server.call("organizations", "create_organization", #"{"FeatureSet": "ALL"}"#)
    try server.account("210987654321", role: "audit", policy: policy, users: ["zoe"])
    var environment = try prepare(scene)
    environment.merge(try server.user("collector", policy: policy).environment) { $1 }
    environment.merge(["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]) { $1 }
    let commands = try Self.commands("Make the reports")
    #expect(commands.count > 6)
    for command in commands { try run(command, scene, environment) }
    #expect(try scene.stored("UserName_s").contains("collector"))
    let objects = try server.call("s3", "list_objects_v2", #"{"Bucket": "audit"}"#)["Contents"]?.elements ?? []
    #expect(objects.count == 1)
  }

  @Test("names no column in a query that the tables do not have")
  func columns() throws {
    let scene = try Scene()
    let fixtures = "\(packageFolder)/Tests/Fixtures"
    #expect(try scene.ship(fixtures, "--as-of", "2026-11-24").status == 0)
    #expect(try scene.ship("\(fixtures)/cloudtrail-1.json", "--reship", "--rollup", "1h").status == 0)
    let stored = Set(try scene.workspace.records().flatMap(\.keys))
    let readme = try String(contentsOfFile: "\(packageFolder)/README.md", encoding: .utf8)
    let rest = try #require(readme.components(separatedBy: "\n## Queries\n").last)
    let queries = rest.components(separatedBy: "\n## ")[0]
    let named = Set(queries.matches(of: /\b[A-Z][A-Za-z]*_[stdb]\b/).map { String($0.output) })
    #expect(named.count > 10)
    #expect(named.subtracting(stored).isEmpty)
    let tables = Set(queries.matches(of: /\bAWS_[A-Za-z_]+(?=_CL)/).map { String($0.output) })
    for table in tables { #expect(try !scene.workspace.records(logType: table).isEmpty, "\(table)") }
  }
}
