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

  private func policy(_ actions: [String]) -> String {
    let names = actions.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(names)],"Resource":"*"}]}"#
  }

  @Test("--online tells the caller's ARN and proves each permission that the run needs")
  func permissions() throws {
    let scene = try Scene()
    let (server, environment) = try setUp(scene)
    let key = try server.user("job", policy: policy(Self.all))
    let run = try scene.run("check", "--online", environment: environment.merging(key.environment) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("AWS knows the caller as arn:aws:iam::123456789012:user/job"))
    #expect(run.output.contains("s3://audit/p/ can be listed, and its first object be read: s3://audit/p/a.json"))
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
    let key = try server.user("job", policy: policy(Self.all.filter { $0 != action }))
    let run = try scene.run("check", "--online", environment: environment.merging(key.environment) { $1 })
    #expect(run.status == 77)
    let line = run.errors.split(separator: "\n").first { $0.contains(action) } ?? ""
    #expect(line.contains(resource), "\(run.errors)")
  }

  @Test("--online lists one object of each S3 source")
  func s3() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/a.json", Data(report().utf8), in: "audit")
    let environment = [
      "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
      "AWS_SECRET_ACCESS_KEY": server.secretAccessKey,
    ]
    let good = try scene.run("check", "--online", "--source-paths", "s3://audit/p/", environment: environment)
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output.contains("s3://audit/p/ can be listed"))
    let bad = try scene.run("check", "--online", "s3://none-such/p/", environment: environment)
    #expect(bad.status == 66)
  }
}
