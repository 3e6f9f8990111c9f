import Foundation
import Support
import Testing

@Suite("Answers of the workspace")
struct AnswerTests {
  @Test(
    "that pass are waited for, and everything arrives",
    arguments: [
      "requests=1: 429", "requests=1: 429:retry-after=1", "requests=1-2: 500", "requests=1: 503", "requests=1: reset",
      "requests=1: close",
    ])
  func passing(_ fault: String) throws {
    let scene = try Scene(workspace: ["--fault", fault])
    let file = try scene.folder.write("keys.json", text: reports(5))
    let run = try scene.ship(file, "--retry-max-backoff", "100ms")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").count == 5)
    #expect((try run.report["retries"]?.number ?? 0) >= 1)
  }

  @Test("that got lost repeat a batch and lose none")
  func lost() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: lost-200"])
    let file = try scene.folder.write("keys.json", text: reports(5))
    #expect(try scene.ship(file, "--retry-max-backoff", "100ms").status == 0)
    let ids = try scene.stored("RecordId_s")
    #expect(ids.count == 10)
    #expect(Set(ids).count == 5)
  }

  @Test("that do not come within the stall timeout are tried again")
  func stalled() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: stall"])
    let file = try scene.folder.write("keys.json", text: reports(5))
    #expect(try scene.ship(file, "--timeouts-stall", "1s", "--retry-max-backoff", "100ms").status == 0)
    #expect(try scene.stored("UserName_s").count == 5)
  }

  @Test("that stay bad end in 75 within one retry budget, with a count")
  func budget() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 503"])
    let file = try scene.folder.write("keys.json", text: reports(50))
    let run = try scene.ship(file, "--retry-budget", "1s", "--retry-max-backoff", "100ms", "--batch-max-bytes", "1000")
    #expect(run.status == 75)
    let report = try run.report
    #expect(report["recordsShipped"] == 0)
    #expect((report["recordsUnsent"]?.number ?? 0) > 0)
    #expect(run.errors.contains("accepted nothing within retry.budget (1s); the last answer was: 503"))
    #expect((report["seconds"]?.number ?? 99) < 10)
  }

  @Test("f28: one bad record costs itself and about 2 log2(n) requests")
  func poison() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    let lines = (1...1000).map { report($0 == 700 ? "poison" : "user\($0)") + "\n" }.joined()
    let run = try scene.ship(try scene.folder.write("keys.json", text: lines))
    #expect(run.status == 65, "\(run.errors)")
    #expect(try scene.stored("UserName_s").count == 999)
    let rejects = try scene.rejects()
    #expect(rejects.count == 1)
    #expect(rejects[0]["form"] == "mapped")
    #expect(rejects[0]["reason"]?.string?.contains("400 InvalidDataFormat") == true)
    #expect(rejects[0]["record"]?.string?.contains("poison") == true)
    #expect(rejects[0]["position"]?["record"] == 700)
    #expect((try run.report["requests"]?.number ?? 0) <= 22)
  }

  @Test("f28: a 400 that concerns the request stops at once", arguments: ["InvalidLogType", "InactiveCustomer"])
  func badRequest(_ code: String) throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:code=\(code)"])
    let run = try scene.ship(try scene.folder.write("keys.json", text: reports(100)), "--batch-max-bytes", "2000")
    #expect(run.status == 78)
    #expect(run.errors.contains(code))
    #expect(try run.report["requests"] == 1)
    #expect(scene.spooled.isEmpty, "what the file has is sent under the configuration that is mended")
    let mended = try scene.twin([])
    let next = try scene.ship(
      "\(scene.folder.path)/keys.json",
      environment: ["LOGSHIP_ENDPOINT": mended.endpoint, "LOGSHIP_LOG_TYPE": "Mended"])
    #expect(next.status == 0)
    #expect(try mended.records(logType: "Mended").count == 100)
  }

  @Test("where every lone record is refused, the run stops and rejects none")
  func allRefused() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:code=InvalidDataFormat"])
    let run = try scene.ship(try scene.folder.write("keys.json", text: reports(100)))
    #expect(run.status == 78, "\(run.errors)")
    #expect(try run.report["recordsRejected"] == 0)
    #expect(try run.report["recordsUnsent"] == 100)
    #expect(!FileManager.default.fileExists(atPath: "\(scene.state)/rejects"))
  }

  @Test("a body that is too large is halved", arguments: ["413", "404", "reset"])
  func tooLarge(_ kind: String) throws {
    let arguments =
      kind == "reset" ? ["--body-limit-reset", "1500000"] : ["--fault", "requests=1: \(kind)"]
    let scene = try Scene(workspace: arguments)
    let run = try scene.ship(
      try scene.folder.write("keys.json", text: reports(8000)), "--retry-max-backoff", "100ms")
    #expect(run.status == 0, "\(run.errors)")
    #expect(Set(try scene.stored("UserName_s")).count == 8000)
    #expect((try run.report["batches"]?.number ?? 0) >= 2)
  }

  @Test("f29 a: a 403 among answers that accept is tried again with the key read afresh")
  func refusalInBetween() throws {
    let scene = try Scene(workspace: ["--fault", "requests=3: 403"])
    let run = try scene.ship(
      try scene.folder.write("keys.json", text: reports(100)), "--batch-max-bytes", "2000", "--retry-max-backoff",
      "50ms")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").count == 100)
  }

  @Test("f29 a: a 403 that stays ends in 77")
  func refusalThatStays() throws {
    let scene = try Scene(workspace: ["--fault", "requests=3-: 403"])
    let run = try scene.ship(
      try scene.folder.write("keys.json", text: reports(100)), "--batch-max-bytes", "2000", "--batch-max-in-flight",
      "1", "--retry-max-backoff", "50ms", "--retry-budget", "3s")
    #expect(run.status == 77)
    // Two that were accepted, the refused one and its three tries; then one now and then, for as long as the budget.
    #expect((6...9).contains(try run.report["requests"]?.number ?? 0))
  }

  @Test("f29 b: a 403 to the first request ends in 77 after one request, and lists the causes")
  func refusalAtOnce() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 403"])
    let run = try scene.ship(try scene.folder.write("keys.json", text: reports(100)), "--batch-max-bytes", "2000")
    #expect(run.status == 77)
    #expect(try run.report["requests"] == 1)
    for cause in ["key", "clock", "network isolation", "local authentication", "proxy"] {
      #expect(run.errors.contains(cause))
    }
  }

  @Test("f29 c: a 403 with a clock 20 minutes off names the clock")
  func clock() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 403", "--fault", "requests=all: clock=+20m"])
    let run = try scene.ship(try scene.folder.write("keys.json", text: report()))
    #expect(run.status == 77)
    #expect(run.errors.contains("the cause is the clock: this machine's clock is"))
  }

  @Test("a wrong key is refused by the workspace itself")
  func wrongKey() throws {
    let scene = try Scene()
    let key = Data(repeating: 7, count: 64).base64EncodedString()
    let run = try scene.ship(
      try scene.folder.write("keys.json", text: report()), environment: ["LOGSHIP_WORKSPACE_KEY": key])
    #expect(run.status == 77)
    #expect(!run.errors.contains(key) && !run.output.contains(key))
  }

  @Test("a refusal ends a run whose pipe stays open")
  func refusalOnOpenPipe() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 403"])
    let script = """
      mkfifo "$3"; (printf '%s\\n' "$2"; exec sleep 60) >"$3" & feeder=$!
      timeout 30 "$1" ship "$3" --batch-max-age 100ms --summary none; code=$?; kill $feeder; exit $code
      """
    let result = try BuiltBinary.runTool(
      "bash", ["-c", script, "bash", BuiltBinary.path(), report(), "\(scene.folder.path)/fifo"],
      environment: scene.environment)
    #expect(result.status == 77, "\(result.stderr)")
  }

  @Test("a pipe that was quiet for longer than the budget keeps its patience")
  func quietPipe() throws {
    let scene = try Scene(workspace: ["--fault", "requests=2: 503"])
    let script = """
      (printf '%s\\n' "$2"; sleep 1.5; printf '%s\\n' "$3") | "$1" ship - --batch-max-age 50ms --retry-budget 1s \\
        --retry-max-backoff 100ms --summary none
      """
    let result = try BuiltBinary.runTool(
      "bash", ["-c", script, "bash", BuiltBinary.path(), report("a"), report("b")], environment: scene.environment)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try scene.stored("UserName_s") == ["a", "b"])
  }

  @Test("a service that asks for no time is not asked without end")
  func retryAfterZero() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 503:retry-after=0"])
    let run = try scene.ship(
      try scene.folder.write("keys.json", text: report()), "--retry-budget", "1s", "--retry-max-backoff", "500ms")
    #expect(run.status == 75)
    #expect((try run.report["requests"]?.number ?? 0) < 100)
  }

  @Test("nobody at the address ends in 75")
  func nobody() throws {
    let scene = try Scene()
    let run = try scene.ship(
      try scene.folder.write("keys.json", text: report()), "--retry-budget", "300ms",
      environment: ["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"])
    #expect(run.status == 75)
    #expect(run.errors.contains("http://127.0.0.1:1"))
  }
}
