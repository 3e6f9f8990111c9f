import Foundation
import Support
import Testing

@Suite("logship iam-policy")
struct IAMPolicyTests {
  /// What the program prints for these arguments.
  private func policy(_ scene: Scene, _ arguments: [String], environment: [String: String] = [:]) throws -> JSONValue {
    let run = try scene.run(["iam-policy"] + arguments, environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(JSONValue.self, from: Data(run.output.utf8))
  }

  private func statements(_ policy: JSONValue) throws -> [JSONValue] {
    try #require(policy["Statement"]?.elements)
  }

  private func document(_ statements: [JSONValue]) throws -> String {
    let policy = JSONValue.object(["Version": .string("2012-10-17"), "Statement": .array(statements)])
    return String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
  }

  /// Runs a job under its own policy, and under each that lacks a statement.
  private func prove(
    _ scene: Scene, _ server: MotoServer, _ sources: [String], environment: [String: String] = [:],
    statements count: Int,
    extra: [String] = []
  ) throws {
    let environment = environment.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }
    let all = try statements(try policy(scene, sources + extra, environment: environment))
    #expect(all.count == count)
    let key = try server.user("job", policy: try document(all))
    let job = environment.merging(key.environment) { $1 }
    let run = try scene.run(["ship"] + sources, environment: job)
    #expect(run.status == 0, "\(run.errors)")
    for missing in all.indices {
      var rest = all
      rest.remove(at: missing)
      _ = try server.user("job", policy: try document(rest))
      let run = try scene.run(["ship", "--reship"] + sources, environment: job)
      #expect(run.status == 77, "without \(all[missing]): \(run.errors)")
    }
  }

  @Test("the printed policy is enough for sources in S3, and without any one of its statements the job fails")
  func sources() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit", "trail", "private"])
    try server.put("keys/a*?$/one.json", Data(report("ann").utf8), in: "audit")
    try server.put("org/123456789012/2026/11/24/two.json", Data(report("bob").utf8), in: "trail")
    try prove(scene, server, ["s3://audit/keys/a*?$/", "s3://trail/org/{account}/{yyyy}/{MM}/{dd}/"], statements: 4)
    #expect(try Set(scene.stored("UserName_s")) == ["ann", "bob"])
  }

  private func secretScene(_ form: String) throws -> (Scene, [String: String]) {
    let scene = try Scene()
    let file = try scene.folder.write(
      "config.json", text: #"{"destination":{"dataCollector":{"workspaceKey":\#(form)}}}"#)
    return (scene, ["LOGSHIP_CONFIG": file, "LOGSHIP_WORKSPACE_KEY": "", "AWS_REGION": "us-east-1"])
  }

  @Test("and for a key in SSM")
  func parameter() throws {
    let (scene, environment) = try secretScene(#"{"ssm": "/logship/key"}"#)
    let server = try MotoServer(buckets: ["audit"])
    try server.put("keys/one.json", Data(report("ann").utf8), in: "audit")
    try server.call(
      "ssm", "put_parameter",
      #"{"Name": "/logship/key", "Type": "SecureString", "Value": "\#(scene.workspace.key)"}"#)
    try prove(scene, server, ["s3://audit/keys/"], environment: environment, statements: 3)
  }

  @Test("and for a key in Secrets Manager")
  func managed() throws {
    let (scene, environment) = try secretScene(#"{"secretsManager": "logship/key"}"#)
    let server = try MotoServer(buckets: ["audit"])
    try server.put("keys/one.json", Data(report("ann").utf8), in: "audit")
    try server.call(
      "secretsmanager", "create_secret",
      #"{"Name": "logship/key", "SecretString": "\#(scene.workspace.key)"}"#)
    try prove(scene, server, ["s3://audit/keys/"], environment: environment, statements: 3)
  }

  @Test("and for a key that KMS decrypts, with its encryption context as a condition")
  func encrypted() throws {
    let (scene, environment) = try secretScene(
      #"{"kms": {"env": "CIPHERTEXT"}, "encryptionContext": {"app": "logship"}}"#)
    let server = try MotoServer(buckets: ["audit"])
    try server.put("keys/one.json", Data(report("ann").utf8), in: "audit")
    let id = try #require(try server.call("kms", "create_key")["KeyMetadata"]?["KeyId"]?.string)
    let plain = Data(scene.workspace.key.utf8).base64EncodedString()
    let answer = try server.call(
      "kms", "encrypt",
      #"{"KeyId": "\#(id)", "Plaintext": {"$base64": "\#(plain)"}, "EncryptionContext": {"app": "logship"}}"#)
    let ciphertext = try #require(answer["CiphertextBlob"]?["$base64"]?.string)
    try prove(
      scene, server, ["s3://audit/keys/"], environment: environment.merging(["CIPHERTEXT": ciphertext]) { $1 },
      statements: 3)
  }

  @Test("a KMS key of the user's is named, and used through the services alone")
  func ownKey() throws {
    let arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000"
    let all = try statements(
      try policy(try Scene(), ["s3://audit/keys/", "--kms-key", arn], environment: ["AWS_REGION": "eu-west-1"]))
    let last = try #require(all.last)
    #expect(last["Action"] == "kms:Decrypt" && last["Resource"] == .string(arn))
    #expect(last["Condition"]?["StringLike"]?["kms:ViaService"] == "s3.eu-west-1.amazonaws.com*")
  }

  @Test("with a role to be assumed, its caller's policy is one to assume it")
  func caller() throws {
    let scene = try Scene()
    let role = "arn:aws:iam::123456789012:role/audit"
    let environment = ["LOGSHIP_AWS_ASSUME_ROLE_ROLE_ARN": role]
    let all = try statements(try policy(scene, ["--caller"], environment: environment))
    #expect(all.count == 1 && all[0]["Action"] == "sts:AssumeRole" && all[0]["Resource"] == .string(role))
    let run = try scene.run("iam-policy", "s3://audit/keys/", environment: environment)
    #expect(run.status == 0 && run.errors.contains(role), "\(run.errors)")
  }

  @Test("where nothing is in AWS there is no policy: 78")
  func nothing() throws {
    let run = try Scene().run("iam-policy", "reports.json")
    #expect(run.status == 78 && run.errors.contains("no source is in S3"), "\(run.errors)")
  }
}
