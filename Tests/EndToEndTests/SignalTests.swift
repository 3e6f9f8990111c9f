import Foundation
import Support
import Testing

@Suite("Signals and the lock")
struct SignalTests {
  @Test("what was read from an open pipe is sent, and the run is told: 75", arguments: [SIGTERM, SIGINT, SIGHUP])
  func sent(signal: Int32) throws {
    let scene = try Scene()
    let run = try scene.start(["-", "--batch-max-age", "1h"])
    try run.write(reports(3))
    try run.takeAll()
    run.process.send(signal)
    let ended = try run.end()
    #expect(ended.status == 75, "\(ended.errors)")
    #expect(try ended.report["recordsShipped"] == 3)
    #expect(ended.errors.contains("before the end of its sources"), "\(ended.errors)")
    #expect(try scene.users() == ["user1", "user2", "user3"])
  }

  @Test("what was read and cannot be sent is in the spool: 75, and nothing is missing after the next run")
  func spooled() throws {
    let scene = try Scene()
    let run = try scene.start(
      ["-", "--batch-max-age", "10ms", "--retry-budget", "1h"] + Scene.oneEach + [
        "--shutdown-grace", "200ms",
      ], environment: Scene.down)
    try run.write(reports(20))
    try run.takeAll()
    run.process.send(SIGTERM)
    let ended = try run.end()
    #expect(ended.status == 75, "\(ended.errors)")
    #expect(try ended.report["recordsUnsent"] == 0 && ended.report["recordsSpooled"] == 20)
    #expect(try scene.ship(try scene.folder.write("nothing.json", text: "\n")).status == 0)
    #expect(try scene.users().count == 20)
  }

  @Test("a record of a pipe that a signal cuts in two is kept as a reject")
  func cut() throws {
    let scene = try Scene()
    let run = try scene.start(["-", "--batch-max-age", "1h"])
    try run.write(report("a") + "\n" + report("b").dropLast(5))
    try run.takeAll()
    run.process.send(SIGTERM)
    #expect(try run.end().status == 75)
    #expect(try scene.users() == ["a"])
    #expect(try scene.rejects()[0]["record"] == .string(String(report("b").dropLast(5))))
  }

  @Test("of files the rest stays open for the next run")
  func files() throws {
    let scene = try Scene(workspace: ["--fault", "requests=3: stall"])
    let file = try scene.folder.write("keys.json", text: reports(6))
    let run = try scene.start([file, "--shutdown-grace", "100ms"] + Scene.oneEach)
    try eventually { try scene.users().count == 2 }
    run.process.send(SIGTERM)
    #expect(try run.end().status == 75)
    let next = try scene.ship(file)
    #expect(next.status == 0, "\(next.errors)")
    #expect(Set(try scene.users()).count == 6)
  }

  @Test("what waits behind a transfer that hangs is in the spool: 75, and nothing is missing after the next run")
  func hanging() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: stall"])
    let run = try scene.start(["-", "--shutdown-grace", "100ms"] + Scene.oneEach)
    try run.write(reports(5))
    try run.takeAll()
    run.process.send(SIGTERM)
    #expect(try run.end().status == 75)
    let status = try BuiltBinary.run(["status", "--json", "--state", scene.state]).stdout
    #expect(status.contains("\"exitCode\": 75"), "\(status)")
    #expect(try scene.ship(try scene.folder.write("nothing.json", text: "\n")).status == 0)
    #expect(try scene.users() == ["user1", "user2", "user3", "user4", "user5"])
  }

  @Test("a second one leaves at once")
  func second() throws {
    let scene = try Scene()
    let run = try scene.start(["-", "--batch-max-age", "10ms", "--retry-budget", "1h"], environment: Scene.down)
    try run.write(report("a"))
    try run.takeAll()
    run.process.send(SIGTERM)
    usleep(300_000)
    #expect(run.isRunning)
    let before = Date()
    run.process.send(SIGTERM)
    #expect(try run.end().status == 75)
    #expect(Date().timeIntervalSince(before) < 20, "the first one has shutdown.grace, 30 s")
  }

  @Test("SIGKILL leaves no lock behind")
  func killed() throws {
    let scene = try Scene()
    let run = try scene.start(["-"])
    try eventually { scene.isHeld }
    run.process.send(SIGKILL)
    #expect(try run.end().status == 128 + SIGKILL)
    #expect(try scene.ship(try scene.folder.write("keys.json", text: report("a"))).status == 0)
  }

  @Test("a held state folder is 69 and names who holds it")
  func held() throws {
    let scene = try Scene()
    let run = try scene.start(["-"])
    try eventually { scene.isHeld }
    let second = try scene.ship(try scene.folder.write("keys.json", text: report("a")))
    #expect(second.status == 69)
    #expect(second.errors.contains("process \(run.process.id) (logship ship, since "), "\(second.errors)")
    #expect(second.errors.contains("--wait 5m"))
    #expect(try scene.workspace.requests().isEmpty)
  }

  @Test("--wait waits for the folder")
  func waited() throws {
    let scene = try Scene()
    let run = try scene.start(["-"])
    try eventually { scene.isHeld }
    let file = try scene.folder.write("keys.json", text: report("b"))
    let waiting = try scene.start([file, "--wait", "30s"])
    try eventually { waiting.hasOpen("/state/lock") || !waiting.isRunning }
    usleep(200_000)
    #expect(waiting.isRunning, "\(waiting.told)")
    #expect(try scene.workspace.requests().isEmpty)
    try run.write(report("a"))
    try run.closeInput()
    #expect(try run.end().status == 0)
    let ended = try waiting.end()
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(try scene.stored("UserName_s") == ["a", "b"])
  }

  @Test("--wait ends with 69 when its time is over, and a signal ends it at once with 75", arguments: [false, true])
  func waitEnds(isInterrupted: Bool) throws {
    let scene = try Scene()
    let run = try scene.start(["-"])
    try eventually { scene.isHeld }
    let file = try scene.folder.write("keys.json", text: report("b"))
    let waiting = try scene.start([file, "--wait", isInterrupted ? "10m" : "300ms"])
    if isInterrupted {
      try eventually { waiting.hasOpen("/state/lock") || !waiting.isRunning }
      waiting.process.send(SIGTERM)
    }
    let ended = try waiting.end()
    #expect(ended.status == (isInterrupted ? 75 : 69), "\(ended.errors)")
    #expect(ended.errors.contains("ended by SIGTERM") == isInterrupted, "\(ended.errors)")
    run.process.send(SIGKILL)
  }
}

extension Scene {
  /// True while a run holds the state folder.
  fileprivate var isHeld: Bool {
    let descriptor = open("\(state)/lock", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return false }
    return FileManager.default.fileExists(atPath: "\(state)/ledger.sqlite")
  }
}
