import Foundation
import Support
import Testing

@Suite("a key that is changed under a run")
struct KeyRotationTests {
  private let otherKey = Data(repeating: 7, count: 64).base64EncodedString()

  /// A run that reads a pipe and has read its key.
  private func start(
    _ scene: Scene, _ kept: KeptSecret, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> RunningShip {
    let more = try kept.environment().merging(try KeptSecret.identity()) { $1 }.merging(Scene.noKey) { $1 }
    let run = try scene.start(
      ["-"] + scene.configuration(key: kept.json) + arguments, environment: more.merging(environment) { $1 })
    try eventually { run.hasOpen("/ledger.sqlite") }
    return run
  }

  @Test("is read again after a 403, and the batch is sent again", arguments: KeptAs.changeable)
  func rotated(_ form: KeptAs) throws {
    let scene = try Scene()
    let kept = try KeptSecret(otherKey, as: form)
    let run = try start(scene, kept)
    try kept.change(to: scene.workspace.key)
    try run.write(report())
    try run.closeInput()
    let end = try run.end()
    #expect(end.status == 0, "\(end.errors)")
    #expect(try scene.stored("UserName_s") == ["ann"])
    #expect(try end.report["requests"] == 2)
    #expect(end.errors.contains("refused the key; there is another one now"))
  }

  @Test("is signed with from then on, by all senders, and was read once")
  func readOnce() throws {
    let scene = try Scene()
    let workspace = try StandInServer(
      .answer(200), .answer(403), .answer(403), .answer(403), .answer(403), .answer(200))
    let folder = scene.folder.path
    let reads = try scene.folder.write("reads", text: "")
    let first = Data("first".utf8).base64EncodedString()
    let key = ["command": ["sh", "-c", "echo >>\(reads); cat \(folder)/key"]]
    _ = try scene.folder.write("key", text: first)
    let run = try scene.start(
      ["-"] + scene.configuration(key: key) + ["--batch-max-bytes", "400", "--retry-max-backoff", "50ms"],
      environment: ["LOGSHIP_ENDPOINT": workspace.url].merging(Scene.noKey) { $1 })
    try eventually { run.hasOpen("/ledger.sqlite") }
    _ = try scene.folder.write("key", text: scene.workspace.key)
    try run.write(reports(12))
    try run.closeInput()
    let end = try run.end()
    #expect(end.status == 0, "\(end.errors)")
    #expect(try String(contentsOfFile: reads, encoding: .utf8) == "\n\n")
    #expect(try end.report["recordsShipped"] == 12)
  }

  @Test("and cannot be read again: its own code where that is more urgent, and nothing is lost")
  func rereadFails() throws {
    let scene = try Scene()
    let kept = try KeptSecret(otherKey, as: .file)
    let run = try start(scene, kept)
    try kept.remove()
    try run.write(report())
    try run.closeInput()
    let end = try run.end()
    #expect(end.status == 78)
    #expect(end.errors.contains("the key was refused and cannot be read again: "), "\(end.errors)")
    #expect(end.errors.contains("refused the signature"))
    #expect(scene.spooled.count == 1)
    let next = try scene.run("replay")
    #expect(next.status == 0, "\(next.errors)")
    #expect(try scene.stored("UserName_s") == ["ann"])
  }

  @Test("and whoever keeps it cannot be asked now: 77, and both are told")
  func keeperIsGone() throws {
    let scene = try Scene()
    let keeper = try StandInServer(.answer(200, [:], #"{"Parameter": {"Value": "\#(otherKey)"}}"#), .answer(503))
    let environment = [
      "AWS_ENDPOINT_URL_SSM": keeper.url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
      "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
    ]
    let run = try scene.start(
      ["-"] + scene.configuration(key: ["ssm": "/key"]), environment: environment.merging(Scene.noKey) { $1 })
    try eventually { run.hasOpen("/ledger.sqlite") }
    try run.write(report())
    try run.closeInput()
    let end = try run.end()
    #expect(end.status == 77)
    #expect(end.errors.contains("cannot be read again: "), "\(end.errors)")
    #expect(end.errors.contains("refused the signature"))
    #expect(scene.spooled.count == 1)
  }

  @Test("a 403 that stays does not have the key asked for again and again")
  func staysRefused() throws {
    let scene = try Scene(workspace: ["--fault", "requests=2-: 403"])
    let keeper = try StandInServer(
      .answer(200, [:], #"{"Parameter": {"Value": "\#(scene.workspace.key)"}}"#))
    let run = try scene.run(
      ["ship", "--summary", "json", try scene.folder.write("keys.json", text: reports(40))]
        + scene.configuration(key: ["ssm": "/key"]) + [
          "--batch-max-bytes", "400", "--retry-max-backoff", "50ms", "--retry-budget", "2s",
        ],
      environment: [
        "AWS_ENDPOINT_URL_SSM": keeper.url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x",
      ].merging(Scene.noKey) { $1 })
    #expect(run.status == 77)
    #expect(try run.report["requests"]?.number ?? 0 > 4)
    #expect(try keeper.asked().count == 2)
  }

  /// What the workspace answers, and which key its keeper has each time it is asked.
  static let slowKeepers: [(answers: [Int], keys: [String])] = [
    // The keeper learns of the new key late.
    ([200] + Array(repeating: 403, count: 5) + [200], ["a2V5", "a2V5", "bmV3"]),
    // Both keys of a workspace are rotated one after the other.
    ([200, 403, 200] + Array(repeating: 403, count: 5) + [200], ["a2V5", "bmV3", "bGFzdA=="]),
  ]

  @Test("a key that is a few seconds in coming is waited for", arguments: 0..<2)
  func waitsForKey(number: Int) throws {
    let (answers, keys) = Self.slowKeepers[number]
    let scene = try Scene()
    let workspace = try StandInServer(answers.map { .answer($0) })
    let keeper = try StandInServer(keys.map { .answer(200, [:], #"{"Parameter": {"Value": "\#($0)"}}"#) })
    let run = try scene.run(
      ["ship", "--summary", "json", try scene.folder.write("keys.json", text: reports(12))]
        + scene.configuration(key: ["ssm": "/key"])
        + ["--batch-max-bytes", "400", "--batch-max-in-flight", "1", "--retry-max-backoff", "50ms"],
      environment: [
        "LOGSHIP_ENDPOINT": workspace.url, "AWS_ENDPOINT_URL_SSM": keeper.url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "x",
      ].merging(Scene.noKey) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["recordsShipped"] == 12)
    #expect(try keeper.asked().count == 3)
  }
}
