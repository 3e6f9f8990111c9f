import Foundation
import Support
import Testing

@Suite("What a run prints")
struct OutputTests {
  @Test("the report has all its numbers")
  func report() throws {
    let scene = try Scene()
    let run = try scene.ship("-", stdin: Data(input.utf8))
    let report = try run.report
    #expect(report["sources"] == 1)
    #expect(report["objects"] == 1)
    #expect(report["bytesRead"] == .number(Double(input.utf8.count)))
    #expect(report["recordsRead"] == 5)
    #expect(report["recordsShipped"] == 4)
    #expect(report["recordsRejected"] == 1)
    #expect(report["skipped"] == .object([:]))
    #expect(report["batches"] == 1)
    #expect(report["requests"] == 1)
    #expect(report["retries"] == 0)
    #expect(report["bytesSent"] == (try scene.workspace.requests().first?["bytes"]))
    #expect(report["bytesBilledEstimate"]?.number == Double(try billed(scene)))
    #expect(report["bytesBilledPerRecord"]?.number == (Double(try billed(scene)) / 4).rounded())
    #expect(report["unknownFields"] == .object(["colour": 1]))
    #expect((report["seconds"]?.number ?? 0) > 0)
    #expect(report["recordsPerSecond"]?.number != nil)
  }

  /// The values that the workspace has, as a program reads them that is none of ours, and 27 bytes a record.
  private func billed(_ scene: Scene) throws -> Int {
    let script = """
      import json, sys
      print(sum(27 + sum(len(str(value).encode()) for value in json.loads(line).values()) for line in sys.stdin))
      """
    let records = try scene.ship("-", "--to", "-", stdin: Data(input.utf8)).output
    let result = try BuiltBinary.runTool("python3", ["-c", script], stdin: Data(records.utf8))
    return try #require(Int(result.stdout.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  private let input = reports(3) + #"{"loggedDate":"2026-11-24","user":"x","colour":"blue"}"# + "\n{}\n"

  @Test("-q prints nothing unless the code is not 0")
  func quiet() throws {
    let scene = try Scene()
    let good = try scene.run("ship", "-q", "-", stdin: Data(reports(1).utf8))
    #expect(good.status == 0)
    #expect(good.output + good.errors == "")
    let bad = try scene.run("ship", "-q", "-", stdin: Data("{}".utf8))
    #expect(bad.status == 65)
    #expect(bad.output.contains("1 record rejected"))
  }

  @Test("--to - writes the mapped records, a line each, and the report to standard error")
  func records() throws {
    let scene = try Scene()
    let run = try scene.ship("-", "--to", "-", stdin: Data(reports(2).utf8), environment: ["LOGSHIP_WORKSPACE_KEY": ""])
    #expect(run.status == 0)
    let users = try run.output.split(separator: "\n").map {
      try JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8))["UserName"]
    }
    #expect(users == ["user1", "user2"])
    #expect(run.errors.contains("\"recordsShipped\": 2"))
    #expect(try scene.workspace.requests().isEmpty)
  }

  @Test("--to - ends well where its reader goes away")
  func closedPipe() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(50_000))
    let result = try BuiltBinary.runTool(
      "bash",
      [
        "-c", "\"$1\" ship \"$2\" --to - --summary none | head -1 >/dev/null; exit ${PIPESTATUS[0]}", "bash",
        BuiltBinary.path(), file,
      ], environment: scene.environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr == "")
  }

  @Test(
    "the text says what is billed, and in a dry run what would be",
    arguments: [("--dry-run", "would"), ("--no-progress", "will")])
  func billedWords(flag: String, word: String) throws {
    let scene = try Scene()
    let run = try scene.run("ship", "-", flag, stdin: Data(reports(1).utf8))
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("about ") })
    #expect(line.hasSuffix(" B \(word) be billed, \(line.split(separator: " ")[1]) bytes a record"))
  }

  @Test("--dry-run maps all, needs no key, sends nothing and writes no state")
  func dryRun() throws {
    let scene = try Scene()
    let result = try BuiltBinary.run(
      ["ship", "-", "--dry-run", "--summary", "json", "--state", scene.state],
      stdin: Data((reports(2) + "{}").utf8))
    #expect(result.status == 65)
    #expect(result.stdout.contains("\"recordsRead\": 3"))
    #expect(try scene.workspace.requests().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: scene.state))
  }

  @Test("all that was read is written, rejected, or counted as left, also where the output breaks")
  func conservation() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(3000))
    for output in ["/dev/full", "| head -1 >/dev/null"] {
      let redirection = output.hasPrefix("|") ? output : ">\(output)"
      let result = try BuiltBinary.runTool(
        "bash",
        [
          "-c", "\"$1\" ship --to - --summary json --batch-max-bytes 20000 - <\"$2\" \(redirection)", "bash",
          BuiltBinary.path(), file,
        ], environment: scene.environment)
      let line = try #require(result.stderr.split(separator: "\n").last { $0.hasPrefix("{") })
      let report = try JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8))
      let parts = ["recordsShipped", "recordsRejected", "recordsUnsent"].map { report[$0]?.number ?? 0 }
      let left = report["skipped"]?["readerLeft"]?.number ?? 0
      #expect(report["recordsRead"] == .number(parts.reduce(left, +)), "\(line)")
    }
  }

  @Test("what went wrong is told also where the report cannot be written, the most urgent last")
  func fullOutput() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(1))
    let result = try BuiltBinary.runTool(
      "sh", ["-c", #""$0" ship "$1" nothere.json --retry-budget 0s >/dev/full"#, BuiltBinary.path(), file],
      environment: scene.environment.merging(Scene.down) { $1 })
    #expect(result.status == 74)
    for words in ["nothere.json", "in the spool", "cannot write to standard output: no space left on device"] {
      #expect(result.stderr.contains(words), "\(result.stderr)")
    }
  }

  @Test("an output that does not block is waited for", arguments: ["stdout", "stderr"])
  func nonBlocking(_ stream: String) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(3))
    let script = """
      import fcntl, os, subprocess, sys, time
      stream, *command = sys.argv[1:]
      reading, writing = os.pipe()
      fcntl.fcntl(writing, fcntl.F_SETFL, os.O_NONBLOCK)
      filled = 0
      try:
          while True:
              filled += os.write(writing, b"x" * 4096)
      except BlockingIOError:
          pass
      child = subprocess.Popen(command, **{stream: writing})
      os.close(writing)
      time.sleep(0.3)
      read = b"".join(iter(lambda: os.read(reading, 65536), b""))
      print(child.wait(), read[filled:].decode().count("\\n") > 0)
      """
    let command = stream == "stdout" ? ["ship", "--dry-run", file] : ["ship", "--dry-run", "nothere.json"]
    let told = try BuiltBinary.runTool(
      "python3", ["-c", script, stream, BuiltBinary.path()] + command, environment: scene.environment)
    #expect(told.stdout.hasSuffix(stream == "stdout" ? "0 True\n" : "66 True\n"), "\(told.stdout)\(told.stderr)")
  }

  @Test(
    "a name cannot forge a line of a message, nor steer a terminal",
    arguments: ["\u{1B}[31m", "\n", "\u{9B}31m", "\u{85}", "\u{2028}", "\u{202E}", "\u{2066}"])
  func forgedName(_ forged: String) throws {
    let scene = try Scene()
    let file = try scene.folder.write("x\(forged)logship: forged.json", text: "{}")
    let run = try scene.ship(file)
    #expect(run.status == 65)
    #expect(run.errors.contains("logship: forged.json"))
    #expect(!run.errors.contains("x\(forged)"), "\(run.errors.debugDescription)")
    let checked = try scene.run("check", "--state", file)
    #expect(checked.output.contains("logship: forged.json"))
    #expect(!checked.output.contains("x\(forged)"), "\(checked.output.debugDescription)")
  }

  @Test(
    "a variable that is nearly one of ours is told by every command",
    arguments: [
      ["ship", "--dry-run", "-"], ["replay"], ["status"], ["check"], ["config", "--for", "logs-ingestion"],
      ["schema", "--for", "athena"], ["iam-policy", "s3://audit/keys/"], ["collect", "access-keys"],
    ])
  func warning(_ command: [String]) throws {
    let scene = try Scene()
    let run = try scene.run(
      command,
      environment: [
        "LOGSHIP_BATCH_MAXBYTES": "5", "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "LOGSHIP_RETRY_BUDGET": "0s",
      ])
    #expect(run.status == (command == ["collect", "access-keys"] ? 75 : 0), "\(run.errors)")
    let told = (command == ["check"] ? run.output : run.errors).split(separator: "\n").filter { line in
      line.contains("warning: LOGSHIP_BATCH_MAXBYTES is not a variable of logship; did you mean LOGSHIP_BATCH_MAX_")
    }
    #expect(told.count == 1, "\(run.output)\(run.errors)")
  }

  @Test("logs are JSON where asked for, and hold no key")
  func jsonLogs() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: 503"])
    let run = try scene.ship(
      "-", "--log-format", "json", "--log-level", "trace", "--retry-max-backoff", "50ms", stdin: Data(reports(1).utf8))
    #expect(run.status == 0)
    let lines = run.errors.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let event = try JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8))
      #expect(event["level"] != nil && event["message"] != nil && event["time"] != nil)
    }
    #expect(!run.errors.contains(scene.workspace.key))
  }

  @Test("a progress line on a terminal only")
  func progress() throws {
    let scene = try Scene()
    let script = """
      (cat "$2"; sleep 1) | script -qec '"$1" ship - --summary none' /dev/null
      """
    let file = try scene.folder.write("keys.json", text: reports(100))
    let result = try BuiltBinary.runTool(
      "bash", ["-c", script.replacingOccurrences(of: "$1", with: BuiltBinary.path()), "bash", "", file],
      environment: scene.environment)
    #expect(result.stdout.contains("100 records"))
    let piped = try scene.run("ship", "-", "--summary", "none", stdin: Data(reports(100).utf8))
    #expect(piped.errors == "")
  }
}
