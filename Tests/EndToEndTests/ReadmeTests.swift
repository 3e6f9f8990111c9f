import Foundation
import Support
import Testing

/// Lines of the README that a reader copies, run as they stand.
@Suite("The README")
struct ReadmeTests {
  /// Runs each command of a section.
  private func runAll(
    _ title: String, _ scene: Scene, _ environment: [String: String], atLeast count: Int
  ) throws {
    let commands = try Readme.commands(title)
    #expect(commands.count >= count)
    let environment = scene.environment.merging(try Readme.path(scene.folder)) { $1 }.merging(environment) { $1 }
    for command in commands { try Readme.run(command, in: scene.folder.path, environment) }
  }

  @Test("ships what CloudTrail wrote with the commands that it has")
  func cloudTrail() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    let trail = try Readme.fixture("cloudtrail-2.json")
    try server.put("AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/a.json", trail, in: "audit")
    _ = try scene.folder.write("trail.json", try Readme.fixture("cloudtrail-1.json"))
    try Readme.run("gzip trail.json", in: scene.folder.path, [:])
    try runAll("CloudTrail", scene, variables(server), atLeast: 6)
    #expect(try !scene.workspace.records(logType: "AWS_Access_Key_Event").isEmpty)
  }

  @Test("ships credential reports and lists of keys with the commands that it has")
  func reportsOfAWS() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: [])
    let actions = ["iam:GenerateCredentialReport", "iam:GetCredentialReport", "iam:ListAccessKeys"]
    let ana = try server.user("ana", policy: MotoServer.policy(allowing: actions))
    _ = try scene.folder.write("credential-report.csv", try Readme.fixture("credential-report.csv"))
    try runAll(
      "Credential reports, and lists of keys", scene,
      ana.environment.merging(["AWS_ENDPOINT_URL": server.url, "AWS_DEFAULT_REGION": "us-east-1"]) { $1 }, atLeast: 4)
    let stored = try scene.workspace.records()
    let listed = stored.filter { $0["UserName_s"] == "ana" && $0["KeySlot_d"] == nil }
    #expect(listed.map { $0["AccountId_s"] } == ["123456789012"])
    #expect(listed.first?["AccessKeyId_s"]?.string?.suffix(4) == ana.accessKeyId.suffix(4))
    #expect(stored.contains { $0["UserName_s"] == "ana" && $0["KeySlot_d"] != nil })
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
    var environment = try server.user("collector", policy: policy).environment
    environment.merge(["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]) { $1 }
    try runAll("Make the reports", scene, environment, atLeast: 8)
    #expect(try scene.stored("UserName_s").contains("collector"))
    let objects = try server.call("s3", "list_objects_v2", #"{"Bucket": "audit"}"#)["Contents"]?.elements ?? []
    #expect(objects.count == 1)
  }

  @Test("ships a file that grows, as it grows")
  func growing() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.ndjson", text: report("first") + "\n")
    let command = try #require(try Readme.commands("Use").first { $0.hasPrefix("tail ") })
    // tail ends with the process whose number it is given, and so tells logship the end.
    let script = """
      set -eo pipefail; cd '\(scene.folder.path)'
      sleep 600 & awaited=$!
      echo $awaited >awaited
      tail() { command tail --pid=$awaited "$@"; }
      \(command)
      """
    let environment = scene.environment.merging(try Readme.path(scene.folder)) { $1 }
      .merging(["HOME": scene.folder.path, "LOGSHIP_STATE": ""]) { $1 }
    let errors = try scene.folder.write("errors", text: "")
    let shell = try ChildProcess(
      "/bin/bash", ["-c", script], environment: environment, output: .null, error: .file(errors))
    try eventually { try scene.users() == ["first"] }
    try scene.append(report("second") + "\n", to: file)
    try eventually { try scene.users() == ["first", "second"] }
    let awaited = try String(contentsOfFile: "\(scene.folder.path)/awaited", encoding: .utf8)
    kill(try #require(pid_t(awaited.trimmingCharacters(in: .whitespacesAndNewlines))), SIGTERM)
    let status = try shell.wait(timeout: .seconds(30))
    let told = try String(contentsOfFile: errors, encoding: .utf8)
    #expect(status == 0, "\(told)")
    #expect(FileManager.default.fileExists(atPath: "\(scene.folder.path)/.local/state/logship-tail/ledger.sqlite"))
  }

  @Test("reads and tells what its list of commands says, but for the one that never ends")
  func use() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"], isVersioned: true)
    let version = try #require(try server.put("keys/a.json", Data(report("of the bucket").utf8), in: "audit"))
    let csv = "loggedDate,user\n2026-11-24,of the CSV\n"
    for (file, text) in [
      ("keys.ndjson", report("of NDJSON")), ("keys.json", report("of JSON")), ("keys.csv", csv),
      ("packed.ndjson", report("packed")), ("reports/in/a.json", report("in a folder")),
      ("reports/b.log", report("in a log")), ("answer.json", #"{"reports":[\#(report("of jq"))]}"#),
      ("keys/january.json", report("of January", day: "2026-01-15")),
      (
        "mended.ndjson",
        try KeptSecret.json([
          "source": "x.json", "position": ["record": 1, "line": 1, "byte": 0], "reason": "", "form": "input",
          "record": report("mended"),
        ])
      ),
    ] { _ = try scene.folder.write(file, text: text + "\n") }
    try Readme.run("gzip <packed.ndjson >keys.ndjson.gz; rm packed.ndjson", in: scene.folder.path, [:])
    let policy = MotoServer.policy(
      allowing: MotoServer.collectActions + ["s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion"])
    var environment = try server.user("job", policy: policy).environment
    environment.merge([
      "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1", "LOGSHIP_SOURCE_PATHS": "s3://audit/keys/",
    ]) { $1 }
    let all = try Readme.commands("Use")
    let commands = all.filter { !$0.hasPrefix("tail ") }
    #expect(commands.count >= 21 && commands.count == all.count - 1)
    environment = scene.environment.merging(try Readme.path(scene.folder)) { $1 }.merging(environment) { $1 }
    for command in commands {
      try Readme.run(
        command.replacingOccurrences(of: "versionId=3HL4kqtJ", with: "versionId=\(version)"), in: scene.folder.path,
        environment)
    }
    #expect(
      try Set(scene.stored("UserName_s")) == [
        "of the bucket", "of the CSV", "of NDJSON", "of JSON", "packed", "in a folder", "in a log", "of jq",
        "of January", "mended",
      ])
  }

  @Test("ships what a bucket has from cron, by the prefix and by the day", arguments: ["From cron", "S3"])
  func bucket(_ title: String) throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("keys/2026-11-24.csv", Data("loggedDate,user\n2026-11-24,ann\n".utf8), in: "audit")
    try server.put("keys/2026/11/24/a.json", Data(report("bob").utf8), in: "audit")
    try runAll(title, scene, variables(server), atLeast: 1)
    #expect(try scene.users() == (title == "S3" ? ["ann"] : ["ann", "bob"]))
  }

  @Test("backfills a stretch of time, after a look at it")
  func backfill() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("keys/a.json", Data((report("old", day: "2025-12-31") + report("new")).utf8), in: "audit")
    try runAll("Backfill", scene, variables(server), atLeast: 3)
    #expect(try scene.users() == ["new"])
  }

  @Test("tries check and ship with a local workspace in five lines, and leaves nothing behind")
  func fiveLines() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/Tests", withDestinationPath: "\(packageFolder)/Tests")
    let commands = try Readme.commands("Try it").filter { !$0.hasPrefix("scripts/") }
    #expect(commands.count == 5)
    let port = try freePort()
    // A second may be too short where other tests are run at the same time.
    let waiting = "until (exec 3<>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null; do sleep 0.1; done"
    let lines = commands.joined(separator: "\n").replacingOccurrences(of: "8100", with: "\(port)")
      .replacingOccurrences(of: "sleep 1\n", with: "\(waiting)\n")
    let after = try Readme.section("Try it").matches(of: /`(kill %1; wait|rm -r [^`]*|unset [^`]*)`/).map {
      String($0.1)
    }
    #expect(after.count == 3)
    let run = try Readme.run(
      lines + "\n" + after.map { $0.replacing("; wait", with: "; wait || true") }.joined(separator: "\n"),
      in: folder.path, try Readme.path(folder))
    #expect(run.output.contains("accepted a signed request") && run.output.contains("AWS_Access_Key_Report_CL"))
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["Tests", "bin"])
  }

  /// A port that nobody listens on.
  private func freePort() throws -> Int {
    let script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    let printed = try BuiltBinary.runTool("python3", ["-c", script]).stdout
    return try #require(Int(printed.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  @Test("makes a configuration of the example, and looks at it")
  func configure() throws {
    let scene = try Scene()
    try FileManager.default.copyItem(
      atPath: "\(packageFolder)/config.example.json", toPath: "\(scene.folder.path)/config.example.json")
    let commands = try Readme.commands("Configure")
    #expect(commands.map { $0.split(separator: " ")[0] } == ["mkdir", "cp", "logship", "logship"])
    let id = "sed -i 's/<workspace id>/\(scene.workspace.workspaceID)/' ~/.config/logship/config.json"
    let run = try Readme.run(
      (commands.prefix(2) + [id] + commands.dropFirst(2)).joined(separator: "\n"), in: scene.folder.path,
      scene.environment.merging(try Readme.path(scene.folder)) { $1 }.merging([
        "HOME": scene.folder.path, "LOGSHIP_WORKSPACE_ID": "",
      ]) { $1 })
    #expect(run.output.contains("configuration file: \(scene.folder.path)/.config/logship/config.json"))
    #expect(run.output.contains("accepted a signed request"))
  }

  @Test(
    "installs for one and for all, and takes it all away again",
    arguments: [("~/.local", "home/.local"), ("sudo ", "usr/local")])
  func install(_ words: String, below: String) throws {
    let folder = try TemporaryFolder()
    // The programs are built already, and a second build would wait for whoever runs the tests.
    try writeProgram(
      """
      #!/bin/sh
      case "$*" in
        "build -c release --product logship") ;;
        "build -c release --show-bin-path") dirname '\(BuiltBinary.path())' ;;
        *) exit 1 ;;
      esac

      """, "\(folder.path)/bin/swift")
    // Who may be another user for all of it is not for a test; $DESTDIR keeps it out of the machine.
    try writeProgram("#!/bin/sh\nexec \"$@\"\n", "\(folder.path)/bin/sudo")
    let forAll = words == "sudo " ? ["DESTDIR": folder.path] : [:]
    let environment = try Readme.path(folder).merging(["HOME": "\(folder.path)/home"]) { $1 }.merging(forAll) { $1 }
    let command = try #require(try Readme.commands("Install").first { $0.contains(words) })
      .split(separator: "#")[0].trimmingCharacters(in: .whitespaces)
    let installed = try Readme.run(command, in: packageFolder, environment)
    let prefix = "\(folder.path)/\(below)"
    #expect(installed.output.contains("installed \(prefix)/bin/logship"))
    #expect(
      try files(prefix) == [
        "bin/logship", "share/bash-completion/completions/logship", "share/doc/logship/config.example.json",
        "share/fish/vendor_completions.d/logship.fish", "share/man/man1/logship.1", "share/man/man5/logship-config.5",
        "share/zsh/site-functions/_logship",
      ])
    try Readme.run("'\(prefix)/bin/logship' --version", in: folder.path, environment)
    try Readme.run("\(command) --uninstall", in: packageFolder, environment)
    #expect(try files(prefix) == [])
  }

  /// The files below a folder, sorted.
  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
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
