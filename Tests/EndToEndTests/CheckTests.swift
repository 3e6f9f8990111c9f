import Foundation
import Support
import Testing

@Suite("logship check")
struct CheckTests {
  @Test("shows each setting in force and its origin, secrets masked")
  func effective() throws {
    let scene = try Scene()
    let file = try scene.folder.write(
      "config.json",
      text:
        #"{"batch":{"maxBytes":1000000},"destination":{"dataCollector":{"workspaceKey":{"file":"\#(scene.workspace.keyFile)"}}}}"#
    )
    let run = try scene.run(
      "check", "--config", file, "--batch-max-in-flight", "2", environment: ["LOGSHIP_WORKSPACE_KEY": ""])
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    func line(_ path: String) -> String { lines.first { $0.hasPrefix("\(path) ") }.map { String($0) } ?? "" }
    #expect(line("batch.maxBytes").contains("1000000") && line("batch.maxBytes").contains(file))
    #expect(line("batch.maxInFlight").contains("2") && line("batch.maxInFlight").contains("--batch-max-in-flight"))
    #expect(line("destination.dataCollector.workspaceId").contains("LOGSHIP_WORKSPACE_ID"))
    #expect(line("destination.dataCollector.workspaceKey").contains("***"))
    #expect(!run.output.contains(scene.workspace.key))
  }

  @Test("tells a variable that is not set from a secret, and warns of one in a file that all can read")
  func openSecrets() throws {
    let scene = try Scene()
    let unset = try scene.run(
      ["check"] + scene.configuration(key: ["env": "NONE"]), environment: ["LOGSHIP_WORKSPACE_KEY": ""])
    #expect(unset.status == 78)
    let row = unset.output.split(separator: "\n").first { $0.hasPrefix("destination.dataCollector.workspaceKey ") }
    #expect(row?.contains(" not set ") == true, "\(unset.output)")
    for (mode, isWarned) in [(0o600, false), (0o640, false), (0o644, true)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: scene.workspace.keyFile)
      let run = try scene.run(
        ["check"] + scene.configuration(key: ["file": scene.workspace.keyFile]),
        environment: ["LOGSHIP_WORKSPACE_KEY": ""])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("any user of this machine can read \(scene.workspace.keyFile)") == isWarned)
    }
  }

  @Test("--online proves the workspace's address, key and clock, and stores nothing")
  func online() throws {
    let scene = try Scene()
    let run = try scene.run("check", "--online")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("workspace \(scene.workspace.workspaceID) accepted a signed request"))
    #expect(try scene.workspace.records().isEmpty)
  }

  @Test("--online with a key that is not the workspace's: 77")
  func wrongKey() throws {
    let scene = try Scene()
    let key = Data(repeating: 7, count: 64).base64EncodedString()
    let run = try scene.run("check", "--online", environment: ["LOGSHIP_WORKSPACE_KEY": key])
    #expect(run.status == 77)
    #expect(run.errors.contains("refused the signature"))
  }

  @Test("--online with nobody at the address: 75")
  func nobody() throws {
    let scene = try Scene()
    let run = try scene.run("check", "--online", environment: ["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"])
    #expect(run.status == 75)
    #expect(run.errors.contains("http://127.0.0.1:1"))
  }

  @Test("says which provider gave the credentials, and asks nobody else")
  func identity() throws {
    let scene = try Scene()
    let file = try scene.folder.write("aws", text: "[audit]\naws_access_key_id = AKIAAUDIT\naws_secret_access_key = s")
    let environment = ["AWS_SHARED_CREDENTIALS_FILE": file, "AWS_PROFILE": "audit", "AWS_REGION": "eu-west-3"]
    let run = try scene.run("check", "--source-paths", "s3://audit/", environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    let line = try #require(run.output.split(separator: "\n").first { $0.hasPrefix("AWS credentials come from") })
    #expect(line.contains("audit") && line.contains("eu-west-3 (AWS_REGION)") && !line.contains("AKIAAUDIT"))
  }

  @Test("without credentials, lists each provider and why it had nothing: 77")
  func noIdentity() throws {
    let scene = try Scene()
    let run = try scene.run(
      "check", "--source-paths", "s3://audit/",
      environment: ["AWS_EC2_METADATA_DISABLED": "true", "HOME": scene.folder.path])
    #expect(run.status == 77)
    #expect(run.errors.contains("environment") && run.errors.contains("AWS_EC2_METADATA_DISABLED"))
  }

  @Test("without a source in S3 nobody is asked for credentials")
  func noAWS() throws {
    let run = try Scene().run("check", "--source-paths", "reports.json")
    #expect(run.status == 0 && !run.output.contains("AWS credentials"), "\(run.errors)")
  }

  /// A server with an object and a secret, and what a run over them is told by.
  private func setUp(_ scene: Scene) throws -> (server: MotoServer, environment: [String: String]) {
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/a.json", Data(report().utf8), in: "audit")
    try server.call(
      "ssm", "put_parameter",
      #"{"Name": "/logship/key", "Type": "SecureString", "Value": "\#(scene.workspace.key)"}"#)
    let file = try scene.folder.write(
      "config.json", text: #"{"destination":{"dataCollector":{"workspaceKey":{"ssm":"/logship/key"}}}}"#)
    return (
      server,
      [
        "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1", "LOGSHIP_WORKSPACE_KEY": "", "LOGSHIP_CONFIG": file,
        "LOGSHIP_SOURCE_PATHS": "s3://audit/p/",
      ]
    )
  }

  private static let all = ["s3:ListBucket", "s3:GetObject", "ssm:GetParameter"]

  @Test("--online tells the caller's ARN and proves each permission that the run needs")
  func permissions() throws {
    let scene = try Scene()
    let (server, environment) = try setUp(scene)
    let key = try server.user("job", policy: MotoServer.policy(allowing: Self.all))
    let run = try scene.run("check", "--online", environment: environment.merging(key.environment) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("AWS knows the caller as arn:aws:iam::123456789012:user/job"))
    #expect(run.output.contains("s3://audit/p/ can be listed, and an object of it be read: s3://audit/p/a.json"))
    #expect(run.output.contains("workspaceKey was read from the parameter /logship/key of SSM"))
    #expect(run.output.contains("accepted a signed request"))
  }

  @Test(
    "--online names the action that is missing and the resource: 77",
    arguments: [
      ("s3:ListBucket", "arn:aws:s3:::audit"), ("s3:GetObject", "arn:aws:s3:::audit/*"),
      ("ssm:GetParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/logship/key"),
    ])
  func missing(action: String, resource: String) throws {
    let scene = try Scene()
    let (server, environment) = try setUp(scene)
    let key = try server.user("job", policy: MotoServer.policy(allowing: Self.all.filter { $0 != action }))
    let run = try scene.run("check", "--online", environment: environment.merging(key.environment) { $1 })
    #expect(run.status == 77)
    let line = run.errors.split(separator: "\n").first { $0.contains(action) } ?? ""
    #expect(line.contains(resource), "\(run.errors)")
  }

  /// What `check --online` tells of a source to somebody who may do these things.
  private func told(_ server: MotoServer, _ source: String, _ actions: [String]) throws -> Run {
    let key = try server.user("job", policy: MotoServer.policy(allowing: actions))
    return try Scene().run(
      "check", "--online", source,
      environment: key.environment.merging(["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]) { $1 })
  }

  private static let unproved = "s3:GetObject on arn:aws:s3:::audit/* is not proved: "

  @Test(
    "--online tells what cannot be proved, and why",
    arguments: [
      ("p/", ["s3:GetObject"], 77, "without the listing no object of it is known"),
      ("p/a", ["s3:GetObject"], 77, "without the listing, and as one object's name: "),
      ("p/none.json", [], 77, "without the listing, and as one object's name: "),
      ("none/", ["s3:ListBucket"], 0, "there is no object in it"),
      ("cold/", ["s3:ListBucket"], 0, "all of its objects lie in archives"),
      ("p/{yyyy}/", ["s3:ListBucket"], 0, "there is no object in it"),
      ("{yyyy}/", ["s3:GetObject"], 77, "without the listing no object of it is known"),
    ])
  func unproved(prefix: String, actions: [String], status: Int32, reason: String) throws {
    let server = try MotoServer(buckets: ["audit"])
    for key in ["p/a.json", "folder/"] { try server.put(key, Data(report().utf8), in: "audit") }
    try server.put("cold/a.json", Data(report().utf8), in: "audit", storageClass: "GLACIER")
    let run = try told(server, "s3://audit/\(prefix)", actions + ["sts:GetCallerIdentity"])
    #expect(run.status == status, "\(run.errors)")
    #expect(run.output.contains(Self.unproved + reason), "\(run.output)")
    #expect(run.errors.contains("Allow it on arn:aws:s3:::audit") == (status == 77), "\(run.errors)")
  }

  @Test("--online proves the object that a source names, without the right to list")
  func namedObject() throws {
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/a.json", Data(report().utf8), in: "audit")
    let run = try told(server, "s3://audit/p/a.json", ["s3:GetObject"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("s3://audit/p/a.json can be read, as the one object of that name"), "\(run.output)")
    #expect(!run.output.contains("can be listed"))
  }

  @Test("--online passes over folder markers and archived objects to one that can be read")
  func readable() throws {
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/", Data(), in: "audit")
    try server.put("p/a.json", Data(report().utf8), in: "audit", storageClass: "DEEP_ARCHIVE")
    try server.put("p/b.json", Data(report().utf8), in: "audit")
    let run = try told(server, "s3://audit/p/", ["s3:ListBucket", "s3:GetObject"])
    #expect(run.output.contains("an object of it be read: s3://audit/p/b.json"), "\(run.output)")
    let refused = try told(server, "s3://audit/p/", ["s3:ListBucket"])
    #expect(refused.status == 77 && refused.errors.contains("s3:GetObject"), "\(refused.errors)")
    #expect(refused.output.contains("s3://audit/p/ can be listed\n"), "\(refused.output)")
  }

  @Test("--online proves a version by s3:GetObjectVersion alone")
  func version() throws {
    let server = try MotoServer(buckets: ["audit"], isVersioned: true)
    let id = try #require(try server.put("p/a.json", Data(report().utf8), in: "audit"))
    let source = "s3://audit/p/a.json?versionId=\(id)"
    let run = try told(server, source, ["s3:GetObjectVersion"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("\(source) can be read\n") && !run.output.contains("can be listed"), "\(run.output)")
    let refused = try told(server, source, ["s3:ListBucket", "s3:GetObject"])
    #expect(refused.status == 77 && refused.errors.contains("s3:GetObjectVersion"), "\(refused.errors)")
  }

  @Test("--online looks for a template's object beyond the first page")
  func template() throws {
    let server = try MotoServer(buckets: ["audit"])
    for number in 0..<1001 { try server.put("logs/2026-digest/\(number)", Data(), in: "audit") }
    let source = "s3://audit/logs/{yyyy}/{MM}/"
    let none = try told(server, source, ["s3:ListBucket", "s3:GetObject"])
    #expect(none.status == 0 && none.output.contains(Self.unproved + "there is no object in it"), "\(none.output)")
    // Keys are listed in the order of their bytes, and a slash comes behind a hyphen.
    try server.put("logs/2026/11/a.json", Data(report().utf8), in: "audit")
    let found = try told(server, source, ["s3:ListBucket", "s3:GetObject"])
    #expect(found.output.contains("be read: s3://audit/logs/2026/11/a.json"), "\(found.output)")
  }

  @Test("--online tells of each secret on its own")
  func secrets() throws {
    let scene = try Scene()
    let (server, environment) = try setUp(scene)
    let key = try server.user("job", policy: MotoServer.policy(allowing: Self.all))
    let arguments = try scene.configuration(
      key: ["ssm": "/logship/key"], hashedIDs: ["command": ["sh", "-c", "exit 3"]])
    let run = try scene.run(
      ["check", "--online"] + arguments, environment: environment.merging(key.environment) { $1 })
    #expect(run.status == 77)
    #expect(run.output.contains("workspaceKey was read from the parameter /logship/key of SSM"), "\(run.output)")
    #expect(run.errors.contains("accessKeyIds.hashed") && !run.output.contains("hashed was read"), "\(run.errors)")
  }

  @Test("--online lists one object of each S3 source")
  func s3() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/a.json", Data(report().utf8), in: "audit")
    let environment = variables(server)
    let good = try scene.run("check", "--online", "--source-paths", "s3://audit/p/", environment: environment)
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output.contains("s3://audit/p/ can be listed"))
    let bad = try scene.run("check", "--online", "s3://none-such/p/", environment: environment)
    #expect(bad.status == 66)
  }

  @Test("without --online nobody is asked for the region")
  func regionOffline() throws {
    let scene = try Scene()
    let server = try StandInServer(.answer(200, [:], "eu-west-3"))
    let file = try scene.folder.write("config.json", text: #"{"source": {"paths": ["s3://audit/keys/"]}}"#)
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_EC2_METADATA_DISABLED": "false",
      "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    ]
    let offline = try scene.run("check", "--config", file, environment: environment)
    #expect(offline.status == 0, "\(offline.errors)")
    #expect(offline.output.contains("no region is configured: a run takes its instance's, else us-east-1"))
    #expect(try server.asked().isEmpty)
    let online = try scene.run("check", "--online", "--config", file, environment: environment)
    #expect(online.output.contains("the region is eu-west-3 (instance)"), "\(online.output)")
  }
}
