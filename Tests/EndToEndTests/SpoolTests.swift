import Foundation
import Support
import Testing

@Suite("Spool")
struct SpoolTests {
  /// A source without a record, for runs that are only to send the spool.
  private func nothing(_ scene: Scene) throws -> String { try scene.folder.write("nothing.json", text: "\n") }

  @Test("of files: what was in flight is spooled, reading stops, and the next run sends it first and then the rest")
  func files() throws {
    let scene = try Scene(workspace: ["--fault", "requests=2: 503"])
    let file = try scene.folder.write("keys.json", text: reports(6))
    let first = try scene.run(["ship", "--summary", "json", file] + Scene.oneEach + Scene.once)
    #expect(first.status == 75, "\(first.errors)")
    #expect(!scene.spooled.isEmpty && scene.spooled.count < 5)
    #expect(try scene.users() == ["user1"])
    let second = try scene.run(["ship", "--summary", "json", file] + Scene.oneEach)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try scene.stored("UserName_s") == ["user1", "user2", "user3", "user4", "user5", "user6"])
    #expect(try (second.report["recordsFromSpool"]?.number ?? 0) >= 1)
    #expect(scene.spooled.isEmpty)
  }

  @Test("holds all of standard input where the workspace is down; the next run sends it")
  func standardInput() throws {
    let scene = try Scene()
    let first = try scene.run(
      ["ship", "--summary", "json", "-"] + Scene.oneEach + Scene.once, stdin: Data(reports(20).utf8),
      environment: Scene.down)
    #expect(first.status == 75, "\(first.errors)")
    #expect(try first.report["recordsSpooled"] == 20 && first.report["recordsUnsent"] == 0)
    #expect(first.errors.contains("20 batches are in the spool"), "\(first.errors)")
    #expect(scene.spooled.count == 20)
    let second = try scene.ship(try nothing(scene))
    #expect(second.status == 0, "\(second.errors)")
    #expect(try second.report["recordsFromSpool"] == 20 && second.report["recordsShipped"] == 20)
    #expect(try scene.users().count == 20)
    #expect(scene.spooled.isEmpty)
  }

  @Test("is sent in the same run where the workspace comes back before standard input ends")
  func comesBack() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1-3: 503"])
    let run = try scene.start(["-"] + Scene.oneEach + Scene.once)
    try run.write(reports(5))
    try eventually { try scene.users().count >= 4 }
    try run.write(report("last") + "\n")
    try run.closeInput()
    let ended = try run.end()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try scene.users() == ["last", "user1", "user2", "user3", "user4", "user5"])
    #expect(scene.spooled.isEmpty)
  }

  @Test("f28: a spooled batch with a bad record is halved down to it, and the spool is empty afterwards")
  func poison() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    let lines = (1...1000).map { report($0 == 700 ? "poison" : "user\($0)") + "\n" }.joined()
    #expect(
      try scene.run(["ship", "-"] + Scene.once, stdin: Data(lines.utf8), environment: Scene.down).status == 75)
    #expect(scene.spooled.count == 1)
    let run = try scene.ship(try nothing(scene))
    #expect(run.status == 65, "\(run.errors)")
    #expect(scene.spooled.isEmpty)
    #expect(try scene.users().count == 999)
    let reject = try #require(try scene.rejects().first)
    #expect(reject["source"] == "stdin" && reject["form"] == "mapped" && reject["position"]?["record"] == 700)
    #expect(reject["reason"]?.string?.contains("InvalidDataFormat") == true)
    #expect(try scene.workspace.requests().count < 30)
    #expect(try scene.ship(try nothing(scene)).status == 0)
  }

  @Test("a spooled batch of one bad record alone becomes a reject and is gone")
  func lonePoison() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    #expect(
      try scene.run(["ship", "-"] + Scene.once, stdin: Data(report("poison").utf8), environment: Scene.down).status
        == 75)
    #expect(try scene.ship(try nothing(scene)).status == 65)
    #expect(try scene.rejects().count == 1)
    #expect(scene.spooled.isEmpty)
  }

  @Test("keeps what a workspace that takes nothing refuses record by record")
  func allRefused() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:marked=user"])
    let spooling = try scene.run(
      ["ship", "-"] + Scene.oneEach + Scene.once, stdin: Data(reports(25).utf8), environment: Scene.down)
    #expect(spooling.status == 75)
    let run = try scene.ship(try nothing(scene))
    #expect(run.status == 78, "\(run.errors)")
    #expect(try run.report["recordsRejected"] == 0)
    #expect(scene.spooled.count == 25)
    let up = try scene.twin([])
    #expect(try scene.ship(try nothing(scene), environment: ["LOGSHIP_ENDPOINT": up.endpoint]).status == 0)
    #expect(try up.records().count == 25)
  }

  @Test("a damaged file is moved aside and named with its size; what it held of files is shipped again, and the rest")
  func damaged() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: 503"])
    let file = try scene.folder.write("keys.json", text: reports(2))
    #expect(try scene.run(["ship", file] + Scene.once).status == 75)
    #expect(
      try scene.run(["ship", "-"] + Scene.once, stdin: Data(report("piped").utf8), environment: Scene.down).status
        == 75)
    try #require(scene.spooled.count == 2)
    let name = scene.spooled[0]
    let spoolFile = "\(scene.state)/spool/\(name)"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: spoolFile))
    bytes[bytes.count - 20] ^= 1
    try bytes.write(to: URL(fileURLWithPath: spoolFile))
    let run = try scene.ship(file)
    #expect(run.status == 74)
    #expect(run.errors.contains("\(name) (\(bytes.count) bytes) is damaged"), "\(run.errors)")
    #expect(run.errors.contains("\(scene.state)/spool/damaged/"), "\(run.errors)")
    #expect(try scene.users() == ["piped", "user1", "user2"])
    #expect(scene.spooled.isEmpty)
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["piped", "user1", "user2"])
  }

  @Test(
    "a file whose header is not what logship writes is moved aside as well, whatever its checksum",
    arguments: [
      (#"{"sources": "{}"}"#, "it does not say where its records come from"),
      (
        #"{"destination": "dataCollector/other/Keys"}"#, "it says that it is for another destination than its name does"
      ),
      (#"{"details": {"kind": "other"}}"#, "its records are of a kind that is not known"),
    ])
  func header(_ change: String, reason: String) throws {
    let scene = try Scene()
    let down = try scene.run(["ship", "-"] + Scene.once, stdin: Data(report("a").utf8), environment: Scene.down)
    #expect(down.status == 75)
    let path = "\(scene.state)/spool/\(try #require(scene.spooled.first))"
    let script = """
      import hashlib, json, sys
      first, header, body = open(sys.argv[1], "rb").read().split(b"\\n", 2)
      header = json.dumps({**json.loads(header), **json.loads(sys.argv[2])}).encode() + b"\\n"
      first = b" ".join(first.split()[:2] + [hashlib.sha256(header + body).hexdigest().encode()]) + b"\\n"
      open(sys.argv[1], "wb").write(first + header + body)
      """
    #expect(try BuiltBinary.runTool("python3", ["-c", script, path, change]).status == 0)
    let run = try scene.run(["replay"])
    #expect(run.status == 74)
    #expect(run.errors.contains("is damaged: \(reason)"), "\(run.errors)")
    #expect(run.errors.contains("\(scene.state)/spool/damaged/"), "\(run.errors)")
    #expect(try scene.spooled.isEmpty && scene.users().isEmpty)
    #expect(try scene.run(["replay"]).status == 0)
  }

  @Test("a file for another log type stays, and `status` names it")
  func otherDestination() throws {
    let scene = try Scene()
    let input = Data(report("a").utf8)
    #expect(
      try scene.run(["ship", "-", "--log-type", "Former"] + Scene.once, stdin: input, environment: Scene.down).status
        == 75)
    #expect(try scene.ship(try nothing(scene), "--log-type", "Present").status == 0)
    #expect(scene.spooled.count == 1)
    #expect(try scene.workspace.requests().isEmpty)
    let status = try scene.run("status", "--log-type", "Present")
    #expect(status.status == 0)
    #expect(status.output.contains("dataCollector/\(scene.workspace.workspaceID)/Former is no longer configured"))
    #expect(try scene.ship(try nothing(scene), "--log-type", "Former").status == 0)
    #expect(scene.spooled.isEmpty)
    #expect(try scene.workspace.records(logType: "Former").count == 1)
  }

  @Test("at spool.maxBytes reading of standard input pauses, and goes on once the workspace accepts again")
  func full() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1-12: 503"])
    let run = try scene.start(
      ["-", "--spool-max-bytes", "3000", "--retry-max-backoff", "200ms", "--retry-budget", "0s"] + Scene.oneEach)
    try run.write(reports(30))
    try eventually { run.told.contains("the spool has reached spool.maxBytes") }
    #expect(scene.spooled.count < 10)
    try run.closeInput()
    let ended = try run.end()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(Set(try scene.users()).count == 30)
    #expect(scene.spooled.isEmpty)
  }

  @Test("f29: takes what a 403 that stays leaves over: 77, and the next run sends it")
  func refused() throws {
    let scene = try Scene(workspace: ["--fault", "requests=3-: 403"])
    let file = try scene.folder.write("keys.json", text: reports(6))
    let first = try scene.run(
      ["ship", "--summary", "json", file, "--retry-max-backoff", "50ms"] + Scene.oneEach)
    #expect(first.status == 77, "\(first.errors)")
    #expect(scene.spooled.count >= 1)
    #expect(try scene.users() == ["user1", "user2"])
    let up = try scene.twin([])
    let second = try scene.ship(file, environment: ["LOGSHIP_ENDPOINT": up.endpoint])
    #expect(second.status == 0, "\(second.errors)")
    #expect(try up.records().count == 4)
    #expect(scene.spooled.isEmpty)
  }

  @Test("f29: a 403 to the first request costs no second one: 77")
  func refusedAtOnce() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 403"])
    let run = try scene.ship("-", stdin: Data(report("a").utf8))
    #expect(run.status == 77)
    #expect(try scene.workspace.requests().count == 1)
    #expect(scene.spooled.count == 1)
  }

  @Test("f29: takes what was read of standard input where a 403 stays")
  func refusedInput() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 403"])
    let first = try scene.run(["ship", "--summary", "json", "-"] + Scene.oneEach, stdin: Data(reports(20).utf8))
    #expect(first.status == 77)
    let up = try scene.twin([])
    #expect(try scene.ship(try nothing(scene), environment: ["LOGSHIP_ENDPOINT": up.endpoint]).status == 0)
    #expect(try up.records().count == 20)
  }

  @Test("f29: takes the rest of a stream to its end where a key is refused that was good before: 77")
  func refusedStream() throws {
    let scene = try Scene(workspace: ["--fault", "requests=2-: 403"])
    // More than a pipe and the reader's buffer hold.
    let first = try scene.run(
      ["ship", "--summary", "json", "-", "--batch-max-bytes", "200000", "--retry-max-backoff", "50ms"],
      stdin: Data(reports(40_000).utf8))
    #expect(first.status == 77, "\(first.errors)")
    let up = try scene.twin([])
    #expect(try scene.ship(try nothing(scene), environment: ["LOGSHIP_ENDPOINT": up.endpoint]).status == 0)
    #expect(Set(try scene.users() + up.records().compactMap { $0["UserName_s"]?.string }).count == 40_000)
    #expect(scene.spooled.isEmpty)
  }
}
