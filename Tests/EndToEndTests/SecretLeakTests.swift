import Foundation
import Support
import Testing

@Suite("no secret is seen")
struct SecretLeakTests {
  private static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
  private static let hashKey = "the-hash-key-of-the-leak-test"
  private static let records = report() + "\n" + report(day: "never") + "\n"

  /// A session of AWS with a token, as a role's keys have one.
  private struct Session {
    let environment: [String: String]

    init() throws {
      let server = try KeptSecret.server()
      let name = "role-\(UUID().uuidString.prefix(8))"
      let anybody = #"{"Version": "2012-10-17", "Statement": []}"#
      try server.call(
        "iam", "create_role", KeptSecret.json(["RoleName": name, "AssumeRolePolicyDocument": anybody]))
      try server.call(
        "iam", "put_role_policy",
        KeptSecret.json(["RoleName": name, "PolicyName": "all", "PolicyDocument": KeptSecret.policy]))
      let made = try server.call(
        "sts", "assume_role",
        KeptSecret.json(["RoleArn": "arn:aws:iam::123456789012:role/\(name)", "RoleSessionName": "leaks"]))
      let keys = try #require(made["Credentials"])
      environment = [
        "AWS_ACCESS_KEY_ID": try #require(keys["AccessKeyId"]?.string),
        "AWS_SECRET_ACCESS_KEY": try #require(keys["SecretAccessKey"]?.string),
        "AWS_SESSION_TOKEN": try #require(keys["SessionToken"]?.string),
        "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1",
      ]
    }

    var secrets: [String] { ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].compactMap { environment[$0] } }
  }

  private func arguments(_ scene: Scene, _ kept: KeptSecret, _ hashKept: KeptSecret) throws -> [String] {
    try scene.configuration(key: kept.json, hashedIDs: hashKept.json)
  }

  @Test("at any level, in either form of log, in reports, ledger, spool and rejects", arguments: KeptAs.allCases)
  func runs(_ form: KeptAs) throws {
    let scene = try Scene()
    let session = try Session()
    let server = try KeptSecret.server()
    let prefix = "leaks/\(UUID().uuidString)/"
    try server.put("\(prefix)a.json", Data(Self.records.utf8), in: "audit")
    let kept = try KeptSecret(scene.workspace.key, as: form)
    // A variable holds one secret only.
    let isVariable = form == .variable || form == .encryptedVariable
    let hashKept = try KeptSecret(Self.hashKey, as: isVariable ? .file : form)
    let search = try SecretSearch(scene.workspace.key, session.secrets + [Self.hashKey])
    let environment = try kept.environment().merging(hashKept.environment()) { one, _ in one }
      .merging(session.environment) { $1 }.merging(Scene.noKey) { $1 }
    // A credential's folder is one for both.
    guard form != .credential else {
      return try credentials(scene, search, environment, prefix)
    }
    let arguments = try arguments(scene, kept, hashKept)
    try ship(scene, search, arguments, environment, prefix)
    try fail(scene, search, arguments, environment, prefix)
  }

  private func credentials(
    _ scene: Scene, _ search: SecretSearch, _ environment: [String: String], _ prefix: String
  ) throws {
    let folder = "\(scene.folder.path)/credentials"
    _ = try scene.folder.write("credentials/key", text: scene.workspace.key)
    _ = try scene.folder.write("credentials/hash", text: Self.hashKey)
    let arguments = try scene.configuration(key: ["credential": "key"], hashedIDs: ["credential": "hash"])
    let environment = environment.merging(["CREDENTIALS_DIRECTORY": folder]) { $1 }
    try ship(scene, search, arguments, environment, prefix)
    try fail(scene, search, arguments, environment, prefix)
  }

  /// Runs that succeed but for a record that is rejected.
  private func ship(
    _ scene: Scene, _ search: SecretSearch, _ arguments: [String], _ environment: [String: String], _ prefix: String
  ) throws {
    for level in Self.levels {
      for format in ["text", "json"] {
        // With both sources in each run, moto would take most of the time.
        let source = format == "json" ? "s3://audit/\(prefix)" : "-"
        let run = try scene.run(
          ["ship", "--reship", "--summary", format, "--log-level", level, "--log-format", format, source] + arguments,
          stdin: Data(Self.records.utf8), environment: environment)
        #expect(run.status == 65, "\(run.errors)")
        search.expectNone(in: run, "\(level) as \(format)")
      }
    }
    for command in [["check"], ["check", "--online", "s3://audit/\(prefix)"], ["status", "--json"], ["iam-policy"]] {
      search.expectNone(
        in: try scene.run(command + arguments, environment: environment), command.joined(separator: " "))
    }
    try search.expectNone(inFolder: scene.state, holding: ["ledger.sqlite", "rejects/"])
  }

  /// Runs that are refused: by the workspace, and by AWS.
  private func fail(
    _ scene: Scene, _ search: SecretSearch, _ arguments: [String], _ environment: [String: String], _ prefix: String
  ) throws {
    let closed = try scene.twin(["--fault", "requests=all: 403"])
    let refusing = environment.merging(["LOGSHIP_ENDPOINT": closed.endpoint]) { $1 }
    let wrong = refusing.merging(["AWS_SECRET_ACCESS_KEY": "a-wrong-secret-of-the-leak-test"]) { $1 }
    let state = "\(scene.folder.path)/failed"
    for (level, format) in [("trace", "text"), ("trace", "json"), ("critical", "text")] {
      let logs = ["--summary", format, "--log-level", level, "--log-format", format, "--state", state]
      let refused = try scene.run(
        ["ship", "s3://audit/\(prefix)"] + logs + arguments,
        environment: refusing)
      #expect(refused.status == 77, "\(refused.errors)")
      search.expectNone(in: refused, "a refused key, \(level) as \(format)")
      let unknown = try scene.run(["ship", "s3://audit/\(prefix)"] + logs + arguments, environment: wrong)
      #expect(unknown.status == 77, "\(unknown.errors)")
      search.expectNone(in: unknown, "a wrong secret, \(level) as \(format)")
      try SecretSearch(scene.workspace.key, ["a-wrong-secret-of-the-leak-test"]).expectNone(
        in: unknown, "a wrong secret")
    }
    // What is read of a pipe goes into the spool.
    let spooled = try scene.run(
      ["ship", "-", "--state", state] + arguments, stdin: Data(Self.records.utf8),
      environment: refusing)
    #expect(spooled.status == 77)
    try search.expectNone(inFolder: state, holding: ["ledger.sqlite", "spool/", "rejects/"])
  }

  @Test("in the arguments of the process and of what it starts", arguments: KeptAs.allCases)
  func commandLine(_ form: KeptAs) throws {
    let scene = try Scene()
    let session = try Session()
    let kept = try KeptSecret(scene.workspace.key, as: form)
    let search = try SecretSearch(scene.workspace.key, session.secrets)
    let environment = try kept.environment().merging(session.environment) { $1 }.merging(Scene.noKey) { $1 }
    let run = try scene.start(
      ["-", "--log-level", "trace"] + scene.configuration(key: kept.json), environment: environment)
    try eventually {
      search.expectNone(in: SecretSearch.arguments(of: run.process.id), "arguments")
      return run.hasOpen("/ledger.sqlite")
    }
    try run.closeInput()
    #expect(try run.end().status == 0)
  }

  @Test(
    "of a command that fails or talks too much",
    arguments: [
      "cat FILE; exit 1", "cat FILE >&2; exit 1", "cat FILE FILE", "set -x; value=$(cat FILE); echo $value; exit 1",
      "cat FILE; cat FILE >&2; kill -9 $$", "echo hidden; cat FILE", "tail -c 100000 /dev/zero; cat FILE >&2",
    ])
  func command(_ script: String) throws {
    let scene = try Scene()
    let file = try scene.folder.write("key", text: scene.workspace.key)
    let search = try SecretSearch(scene.workspace.key, [])
    let key = ["command": ["sh", "-c", script.replacingOccurrences(of: "FILE", with: file)]]
    for level in ["trace", "critical"] {
      let run = try scene.run(
        ["ship", "-", "--log-level", level] + scene.configuration(key: key), stdin: Data(Self.records.utf8),
        environment: Scene.noKey)
      #expect(run.status == 77 || run.status == 78, "\(run.errors)")
      search.expectNone(in: run, script)
    }
    #expect(!FileManager.default.fileExists(atPath: scene.state))
  }

  @Test(
    "of a command that fails, also where its secret looks like any words",
    arguments: [
      "cat FILE >&2; exit 1", "cat FILE; cat FILE >&2; kill -9 $$", "tr - ' ' <FILE >&2; exit 1",
      "set -x; value=$(cat FILE); exit 1", "tail -c 100000 /dev/zero; cat FILE >&2",
    ])
  func commandOfWords(_ script: String) throws {
    let scene = try Scene()
    let secret = "correct-horse-battery-staple"
    let file = try scene.folder.write("hash", text: secret)
    let hashed = ["command": ["sh", "-c", script.replacingOccurrences(of: "FILE", with: file)]]
    let spaced = secret.replacingOccurrences(of: "-", with: " ")
    let search = try SecretSearch(scene.workspace.key, [secret, spaced, "battery"])
    for command in [["ship", "-", "--log-level", "trace"], ["check", "--online"]] {
      let run = try scene.run(
        command + scene.configuration(key: scene.workspace.key, hashedIDs: hashed), stdin: Data(Self.records.utf8),
        environment: Scene.noKey)
      #expect(run.status == 77 || run.status == 78, "\(run.errors)")
      #expect(run.errors.contains("the command sh"), "\(run.errors)")
      search.expectNone(in: run, script)
    }
  }
}
