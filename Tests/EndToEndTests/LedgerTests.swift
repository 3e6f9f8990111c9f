import Foundation
import Support
import Testing

@Suite("Ledger")
struct LedgerTests {
  private static let isAnotherNow = StandInServer.Act.answer(
    412, [:], "<Error><Code>PreconditionFailed</Code></Error>")

  @Test("a second run over files ships nothing")
  func secondRun() throws {
    let scene = try Scene()
    _ = try scene.folder.write("in/a.json", text: reports(3))
    _ = try scene.folder.write("in/b.csv", text: "loggedDate,user\n2026-11-24,b\n")
    let source = "\(scene.folder.path)/in"
    #expect(try scene.ship(source).status == 0)
    let again = try scene.ship(source)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try again.report["recordsRead"] == 0 && again.report["skipped"] == .object(["alreadyShipped": 2]))
    #expect(try scene.users() == ["b", "user1", "user2", "user3"])
  }

  @Test("a second run over S3 lists and sends no GET for an object")
  func noGet() throws {
    let scene = try Scene()
    let page = listing(Listed(key: "k/a.json", text: report("a")), Listed(key: "k/b.json", text: report("b")))
    let server = try StandInServer(page, object(report("a")), object(report("b")), page)
    let first = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(first.status == 0, "\(first.errors)")
    let asked = try server.asked().count
    let again = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(again.status == 0, "\(again.errors)")
    let later = try server.asked().dropFirst(asked)
    #expect(later.count == 1 && later.allSatisfy { $0.target.contains("list-type=2") })
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 2]))
    #expect(try scene.users() == ["a", "b"])
  }

  @Test("an object with another ETag is shipped anew")
  func changed() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("k/a.json", Data(report("old").utf8), in: "audit")
    try server.put("k/b.json", Data(report("same").utf8), in: "audit")
    #expect(try scene.ship("s3://audit/k/", environment: variables(server)).status == 0)
    try server.put("k/a.json", Data(report("new").utf8), in: "audit")
    #expect(try scene.ship("s3://audit/k/", environment: variables(server)).status == 0)
    #expect(try scene.users() == ["new", "old", "same"])
  }

  @Test("--reship ships everything again, files and S3")
  func reship() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("k/a.json", Data(report("a").utf8), in: "audit")
    let file = try scene.folder.write("b.json", text: report("b"))
    for options in [[], ["--reship"]] {
      let run = try scene.run(
        ["ship", "--summary", "json", "s3://audit/k/", file] + options, environment: variables(server))
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try scene.users() == ["a", "a", "b", "b"])
    #expect(try scene.ship("s3://audit/k/", file, environment: variables(server)).report["recordsRead"] == 0)
  }

  @Test("f26: objects that arrive behind the last key are shipped, and they alone")
  func behindTheMarker() throws {
    let scene = try Scene()
    let old = Listed(key: "T1305Z_M.json", text: report("old"))
    // One sorts before it, one is older by its name, and one was modified in the same second.
    let late = [
      Listed(key: "T1255Z_Z.json", text: report("z")),
      Listed(key: "T1305Z_B.json", text: report("b"), modified: "2026-11-24T02:00:00.000Z"),
      Listed(key: "T1305Z_N.json", text: report("n")),
    ]
    let server = try StandInServer(
      listing(old), object(report("old")), listing(late[0], late[1], old, late[2]), object(report("z")),
      object(report("b")), object(report("n")))
    #expect(try scene.ship("s3://audit/", environment: variables(server)).status == 0)
    let second = try scene.ship("s3://audit/", environment: variables(server))
    #expect(second.status == 0, "\(second.errors)")
    #expect(try server.asked().dropFirst(2).allSatisfy { !$0.target.lowercased().contains("start-after") })
    #expect(try scene.stored("UserName_s") == ["old", "z", "b", "n"])
  }

  @Test("after a run that was stopped only the rest is shipped")
  func rest() throws {
    let scene = try Scene(workspace: ["--fault", "requests=3-: 503"])
    let file = try scene.folder.write("keys.json", text: reports(6))
    let first = try scene.run(["ship", "--summary", "json", file] + Scene.oneEach + Scene.once)
    #expect(first.status == 75, "\(first.errors)")
    #expect(try scene.users() == ["user1", "user2"])
    let up = try scene.twin([])
    let second = try scene.run(
      ["ship", "--summary", "json", file] + Scene.oneEach, environment: ["LOGSHIP_ENDPOINT": up.endpoint])
    #expect(second.status == 0, "\(second.errors)")
    #expect(try up.records().compactMap { $0["UserName_s"]?.string }.sorted() == ["user3", "user4", "user5", "user6"])
  }

  @Test("an object of S3 that was acknowledged in part is not begun again")
  func restOfObject() throws {
    let scene = try Scene(workspace: ["--fault", "requests=3-: 503"])
    let server = try MotoServer(buckets: ["audit"])
    // An array, which is read from its beginning and whose acknowledged records are passed over.
    let text = "[\((1...6).map { report("user\($0)") }.joined(separator: ","))]"
    try server.put("k/a.json", Data(text.utf8), in: "audit")
    let arguments = ["ship", "--summary", "json", "s3://audit/k/"] + Scene.oneEach
    #expect(try scene.run(arguments + Scene.once, environment: variables(server)).status == 75)
    let up = try scene.twin([])
    let second = try scene.run(
      arguments, environment: variables(server).merging(["LOGSHIP_ENDPOINT": up.endpoint]) { $1 })
    #expect(second.status == 0, "\(second.errors)")
    #expect(try up.records().compactMap { $0["UserName_s"]?.string }.sorted() == ["user3", "user4", "user5", "user6"])
  }

  @Test("a record that was rejected is not rejected again")
  func rejectedOnce() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: report("a") + "\n{}\n" + report("b") + "\n")
    #expect(try scene.ship(file).status == 65)
    let again = try scene.ship(file)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try again.report["recordsRejected"] == 0)
    #expect(try scene.rejects().count == 1)
    #expect(try scene.users() == ["a", "b"])
  }

  @Test("a record that the workspace did not take is not sent again")
  func refusedOnce() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    let file = try scene.folder.write("keys.json", text: [report("a"), report("poison"), report("b")].joined())
    #expect(try scene.ship(file).status == 65)
    let requests = try scene.workspace.requests().count
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.workspace.requests().count == requests)
  }

  @Test("two log types have a ledger each")
  func destinations() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(2))
    for logType in ["First", "Second", "First", "Second"] {
      #expect(try scene.ship(file, "--log-type", logType).status == 0)
    }
    #expect(try scene.workspace.records(logType: "First").count == 2)
    #expect(try scene.workspace.records(logType: "Second").count == 2)
  }

  @Test("another address of the same workspace is the same destination")
  func address() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(2))
    #expect(try scene.ship(file).status == 0)
    let other = try scene.twin([])
    let run = try scene.ship(file, environment: ["LOGSHIP_ENDPOINT": other.endpoint])
    #expect(run.status == 0)
    #expect(try run.report["recordsRead"] == 0 && other.records().isEmpty)
  }

  @Test("--dry-run and --to - leave the ledger alone", arguments: [["--dry-run"], ["--to", "-"]])
  func alone(_ options: [String]) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(2))
    #expect(try scene.run(["ship", file] + options).status == 0)
    #expect(!FileManager.default.fileExists(atPath: "\(scene.state)/ledger.sqlite"))
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["user1", "user2"])
    let after = try scene.run(["ship", file, "--summary", "none"] + options)
    #expect(after.output.split(separator: "\n").count == (options[0] == "--to" ? 2 : 0))
  }

  @Test("a damaged ledger is told with its path and what to do, and not replaced: 74")
  func damaged() throws {
    let scene = try Scene()
    let junk = String(repeating: "junk ", count: 1000)
    let ledger = try scene.folder.write("state/ledger.sqlite", text: junk)
    let run = try scene.ship(try scene.folder.write("keys.json", text: reports(2)))
    #expect(run.status == 74)
    #expect(run.errors.contains(ledger) && run.errors.contains("Move ledger.sqlite"), "\(run.errors)")
    #expect(try String(contentsOfFile: ledger, encoding: .utf8) == junk)
    #expect(try scene.workspace.requests().isEmpty)
  }

  @Test("an object that was replaced after it was listed is begun again, and known under what was read")
  func replaced() throws {
    let scene = try Scene()
    let server = try StandInServer(
      listing(Listed(key: "a.json", text: report("listed"))),
      Self.isAnotherNow,
      object(report("new"), eTag: "two"), listing(Listed(key: "a.json", eTag: "two", text: report("new"))))
    let run = try scene.ship("s3://audit/", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["skipped"]?["changedWhileRead"] == 1)
    #expect(try scene.ship("s3://audit/", environment: variables(server)).report["recordsRead"] == 0)
    #expect(try server.asked().count == 4)
    #expect(try scene.users() == ["new"])
  }

  @Test("an object that is replaced again and again is told: 66")
  func neverStill() throws {
    let scene = try Scene()
    let server = try StandInServer(
      listing(Listed(key: "a.json", text: report("listed"))),
      Self.isAnotherNow)
    let run = try scene.ship("s3://audit/", environment: variables(server))
    #expect(run.status == 66)
    #expect(run.errors.contains("s3://audit/a.json"), "\(run.errors)")
  }

  @Test("an object that was deleted after it was listed is passed over with a count")
  func deleted() throws {
    let scene = try Scene()
    let server = try StandInServer(
      listing(Listed(key: "a.json", text: report("a")), Listed(key: "b.json", text: report("b"))),
      .answer(404, [:], "<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"), object(report("b")))
    let run = try scene.ship("s3://audit/", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["skipped"] == .object(["vanished": 1]))
    #expect(try scene.users() == ["b"])
  }
}

@Suite("A ledger that somebody takes away")
struct LostLedgerTests {
  @Test("in the middle of a run ends it in 74")
  func removed() throws {
    let scene = try Scene(workspace: ["--fault", "requests=2: stall"])
    let file = try scene.folder.write("keys.json", text: reports(6))
    let run = try scene.start([file, "--timeouts-stall", "2s"] + Scene.oneEach)
    try eventually { try scene.workspace.requests().count == 2 }
    try FileManager.default.removeItem(atPath: "\(scene.state)/ledger.sqlite")
    let ended = try run.end()
    #expect(ended.status == 74, "\(ended.errors)")
    #expect(ended.errors.contains("\(scene.state)/ledger.sqlite: it was removed"), "\(ended.errors)")
  }

  @Test("and leaves empty is begun anew, and said to be")
  func emptied() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: reports(2))
    #expect(try scene.ship(file).status == 0)
    try Data().write(to: URL(fileURLWithPath: "\(scene.state)/ledger.sqlite"))
    let again = try scene.ship(file)
    #expect(again.status == 0)
    #expect(again.errors.contains("ledger.sqlite was empty"), "\(again.errors)")
    #expect(try scene.users().count == 4)
  }
}
