import Foundation
import Support
import Testing

/// Whoever asks a command to end does not wait for what the command waits for, and no program is left behind.
@Suite("a signal in a wait for credentials or a secret")
struct InterruptedWaitTests {
  let scene: Scene

  init() throws {
    scene = try Scene()
  }

  /// Files in which a program notes its own process and that of one that it started.
  private var notes: (own: String, started: String) { ("\(scene.folder.path)/own", "\(scene.folder.path)/started") }

  /// A program of a shell's that never ends.
  private var endless: String { "sleep 60 & echo $! >'\(notes.started)'; echo $$ >'\(notes.own)'; wait" }

  private func noted(_ file: String) -> pid_t? {
    (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { pid_t($0.dropLast()) }
  }

  /// A profile whose key never comes.
  private func profile() throws -> [String: String] {
    let script = try scene.folder.write("endless.sh", text: endless)
    let config = try scene.folder.write("config", text: "[profile audit]\ncredential_process = sh '\(script)'\n")
    return ["AWS_CONFIG_FILE": config, "AWS_REGION": "us-east-1"]
  }

  /// Starts a command, waits until it waits, and sends it a signal.
  private func end(
    _ arguments: [String], _ environment: [String: String], by signal: Int32, isWaiting: () throws -> Bool
  ) throws -> Int32 {
    let environment = BuiltBinary.clean(home: scene.folder.path).merging(scene.environment) { $1 }
      .merging(environment) { $1 }
    let child = try ChildProcess(
      BuiltBinary.path(), arguments, environment: environment, output: .null, error: .null)
    try eventually { try isWaiting() }
    let clock = ContinuousClock()
    let begin = clock.now
    child.send(signal)
    let status = try child.wait()
    #expect(clock.now - begin < .seconds(5))
    return status
  }

  private func expectNoneLeft() throws {
    for file in [notes.own, notes.started] {
      let process = try #require(noted(file))
      try eventually { kill(process, 0) != 0 }
    }
  }

  @Test("a run that waits for a key")
  func key() throws {
    let status = try end(["ship", "--aws-profile", "audit", "s3://audit/keys/"], profile(), by: SIGTERM) {
      noted(notes.own) != nil
    }
    #expect(status == 75)
    try expectNoneLeft()
  }

  @Test("what begins with a secret of a command", arguments: [["ship", "-"], ["replay"], ["check", "--online"]])
  func command(_ arguments: [String]) throws {
    let signal = arguments == ["ship", "-"] ? SIGTERM : SIGINT
    let status = try end(
      arguments + scene.configuration(key: ["command": ["sh", "-c", endless]]), Scene.noKey, by: signal
    ) { noted(notes.own) != nil }
    #expect(status == 75)
    try expectNoneLeft()
  }

  @Test("what begins with a secret of AWS, for which a process gives the key", arguments: ["ship", "check"])
  func process(_ command: String) throws {
    let arguments =
      try [command] + (command == "ship" ? ["-"] : []) + ["--aws-profile", "audit"]
      + scene.configuration(key: ["ssm": "/key"])
    let status = try end(arguments, profile().merging(Scene.noKey) { $1 }, by: SIGTERM) { noted(notes.own) != nil }
    #expect(status == 75)
    try expectNoneLeft()
  }

  @Test("what begins with a secret of a service that says nothing")
  func silentService() throws {
    let server = try StandInServer(.stall)
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": server.url,
    ]
    let status = try end(
      ["ship", "-"] + scene.configuration(key: ["ssm": "/key"]), environment.merging(Scene.noKey) { $1 }, by: SIGTERM
    ) { try !server.asked().isEmpty }
    #expect(status == 75)
  }

  @Test("a check that waits for S3")
  func silentBucket() throws {
    let server = try StandInServer(.answer(200, [:], Self.caller), .stall)
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": server.url,
    ]
    let status = try end(["check", "--online", "s3://audit/keys/"], environment, by: SIGINT) {
      try server.asked().count == 2
    }
    #expect(status == 75)
  }

  private static let caller = """
    <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn></GetCallerIdentityResult>
    </GetCallerIdentityResponse>
    """

  @Test("a run that reads its key again")
  func keyAgain() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 403"])
    let key = try scene.folder.write("key", text: scene.workspace.key)
    let mark = "\(self.scene.folder.path)/mark"
    let script = "if [ -e '\(mark)' ]; then \(endless); fi; touch '\(mark)'; cat '\(key)'"
    let file = try scene.folder.write("keys.json", text: report())
    let status = try end(
      ["ship", file, "--shutdown-grace", "1m"] + scene.configuration(key: ["command": ["sh", "-c", script]]),
      scene.environment.merging(Scene.noKey) { $1 }, by: SIGTERM
    ) { noted(notes.own) != nil }
    #expect(status == 75 || status == 77)
    try expectNoneLeft()
  }

  @Test("a run that is given no token, by who says nothing and by who is busy", arguments: [true, false])
  func token(_ isSilent: Bool) throws {
    let ingestion = try IngestionScene()
    let entra = try StandInServer(isSilent ? .stall : .answer(503, [:], "busy"))
    let file = try ingestion.folder.write("keys.json", text: report())
    let environment = ingestion.environment.merging(["AZURE_AUTHORITY_HOST": entra.url]) { $1 }
    let status = try end(["ship", file, "--shutdown-grace", "1m"], environment, by: SIGTERM) {
      try !entra.asked().isEmpty
    }
    #expect(status == 75)
    #expect(try ingestion.ship(file).report["recordsShipped"] == 1)
  }

  @Test("a collection that waits for an answer leaves the older file as it is", arguments: [SIGTERM, SIGINT, SIGHUP])
  func collection(_ signal: Int32) throws {
    let server = try StandInServer(.stall)
    let file = try scene.folder.write("keys.ndjson", text: "older\n")
    let status = try end(
      ["collect", "access-keys", "--to", file],
      [
        "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
      ], by: signal
    ) { try !server.asked().isEmpty }
    #expect(status == 75)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "older\n")
  }
}
