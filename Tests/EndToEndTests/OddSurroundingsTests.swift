import Foundation
import Support
import Testing

/// Ways in which what is around a run is not what it was, or not what anybody would have it.
@Suite("Odd surroundings")
struct OddSurroundingsTests {
  @Test("a state folder within the folder that is shipped is passed over")
  func stateWithin() throws {
    let scene = try Scene()
    _ = try scene.folder.write("in/a.ndjson", text: report() + "\n{\"bad\":1}\n")
    _ = try scene.folder.write("in/z.ndjson", text: report("bob") + "\n")
    let folder = "\(scene.folder.path)/in"
    let run = try scene.ship(folder, environment: ["LOGSHIP_STATE": "\(folder)/state"])
    #expect(run.status == 65, "\(run.errors)")
    #expect(try run.report["recordsRejected"] == 1 && run.report["skipped"]?["stateFolder"] == 1)
    #expect(try scene.users() == ["ann", "bob"])
    #expect(try scene.ship(folder, environment: ["LOGSHIP_STATE": "\(folder)/state"]).status == 0)
  }

  @Test("a spool out of a backup is sent, and what was spooled since is shipped again from where it came")
  func restoredSpool() throws {
    let scene = try Scene()
    let (a, b) = (
      try scene.folder.write("a.ndjson", text: report("a")), try scene.folder.write("b.ndjson", text: report("b"))
    )
    let down = Scene.down.merging(["LOGSHIP_RETRY_BUDGET": "0s"]) { $1 }
    #expect(try scene.ship(a, environment: down).status == 75)
    let (spool, backup) = ("\(scene.state)/spool", "\(scene.folder.path)/backup")
    try FileManager.default.copyItem(atPath: spool, toPath: backup)
    #expect(try scene.run("replay").status == 0)
    #expect(try scene.ship(b, environment: down).status == 75)
    try FileManager.default.removeItem(atPath: spool)
    try FileManager.default.moveItem(atPath: backup, toPath: spool)
    #expect(try scene.ship(a, b).status == 0)
    #expect(try scene.users() == ["a", "a", "b"])
  }

  @Test("a file that is named twice is shipped once, also where it grows between its turns")
  func growingTwice() throws {
    let scene = try Scene()
    let file = try scene.folder.write("a.ndjson", text: reports(3))
    let fifo = "\(scene.folder.path)/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    let run = try scene.start([file, fifo, file, "--batch-max-age", "10ms"])
    let writer = try #require(FileHandle(forWritingAtPath: fifo))
    try scene.append(reports(1, from: 4), to: file)
    try writer.write(contentsOf: Data(report("of the pipe").utf8))
    try writer.close()
    let ended = try run.end()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["of the pipe", "user1", "user2", "user3", "user4"])
  }

  @Test("two keys of S3 are two objects, however alike Swift finds them")
  func normalisation() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    for key in ["one/caf\u{E9}.json", "two/cafe\u{301}.json"] { try server.put(key, Data(report().utf8), in: "audit") }
    let run = try scene.run(
      ["ship", "--summary", "json", "s3://audit/one/", "s3://audit/two/"], environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["recordsShipped"] == 2)
  }

  @Test("a last row without a line end is shipped, though its file is of a time to come")
  func future() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.csv", text: "loggedDate,user\n2026-11-24,ann")
    try scene.age(file, hours: -24 * 365)
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["ann"])
  }

  @Test("a run that has ended does not wait for ever for somebody who reads what it tells", arguments: ["1", "2"])
  func unread(_ descriptor: String) throws {
    let scene = try Scene()
    let script = """
      import fcntl, os, signal, subprocess, sys, time
      descriptor, *command = sys.argv[1:]
      reading, writing = os.pipe()
      os.set_blocking(writing, False)
      try:
          while True:
              os.write(writing, b"x" * 4096)
      except BlockingIOError:
          pass
      os.set_blocking(writing, True)
      streams = {"1": {"stdout": writing}, "2": {"stdout": subprocess.DEVNULL, "stderr": writing}}[descriptor]
      child = subprocess.Popen(command, stdin=subprocess.PIPE, **streams)
      while not os.path.exists(os.environ["LOGSHIP_STATE"] + "/ledger.sqlite"):
          time.sleep(0.01)
      time.sleep(0.5)
      child.send_signal(signal.SIGTERM)
      print(child.wait(timeout=50))
      """
    let told = try BuiltBinary.runTool(
      "python3", ["-c", script, descriptor, BuiltBinary.path(), "ship", "-", "--shutdown-grace", "1s"],
      environment: scene.environment)
    #expect(told.stdout == "75\n", "\(told.stderr)")
    let status = try scene.run("status", "--json")
    #expect(status.output.contains("\"exitCode\":75") || status.output.contains("\"exitCode\": 75"), "\(status.output)")
  }
}
