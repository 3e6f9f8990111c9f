import Foundation
import Support
import Testing

@Suite("logship iam-policy --collect")
struct CollectPolicyTests {
  /// What the program prints for these arguments.
  private func statements(_ scene: Scene, _ arguments: [String], _ environment: [String: String]) throws -> [JSONValue]
  {
    let run = try scene.run(["iam-policy", "--collect"] + arguments, environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    let policy = try JSONDecoder().decode(JSONValue.self, from: Data(run.output.utf8))
    return try #require(policy["Statement"]?.elements)
  }

  private func document(_ statements: [JSONValue]) throws -> String {
    // IAM takes no policy without a statement.
    let nothing = JSONValue.object(["Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"])
    let statements = statements.isEmpty ? [nothing] : statements
    let policy = JSONValue.object(["Version": .string("2012-10-17"), "Statement": .array(statements)])
    return String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
  }

  /// Collects under the printed policy, and under each that lacks a statement.
  private func prove(
    _ server: MotoServer, _ arguments: [String], environment: [String: String] = [:], sids: [String]
  ) throws {
    let scene = try Scene()
    let environment = environment.merging(["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]) { $1 }
    let all = try statements(scene, arguments, environment)
    #expect(all.map { $0["Sid"]?.string } == sids)
    let job = try server.user("job", policy: try document(all)).environment.merging(environment) { $1 }
    let run = try scene.run(["collect", "access-keys"] + arguments, environment: job)
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.errors.contains("warning"), "\(run.errors)")
    for missing in all.indices {
      var rest = all
      rest.remove(at: missing)
      _ = try server.user("job", policy: try document(rest))
      let run = try scene.run(["collect", "access-keys"] + arguments, environment: job)
      #expect(run.status == 77 && run.output.isEmpty, "without \(all[missing]): \(run.errors)")
    }
  }

  @Test("the printed policy is enough for an object of S3, and without any one of its statements nothing is collected")
  func object() throws {
    let server = try MotoServer(buckets: ["audit"])
    try prove(server, ["--to", "s3://audit/keys/"], sids: ["ReadAccount", "ReadKeys", "WriteReports"])
  }

  @Test("and for the accounts of an organization, whose roles need what it prints without")
  func organization() throws {
    let server = try MotoServer(buckets: [])
    try server.call("organizations", "create_organization", #"{"FeatureSet": "ALL"}"#)
    let made = try server.call(
      "organizations", "create_account", #"{"Email": "a@example.com", "AccountName": "other"}"#)
    let account = try #require(made["CreateAccountStatus"]?["AccountId"]?.string)
    let role = try statements(try Scene(), [], ["AWS_REGION": "us-east-1"])
    try server.account(account, role: "audit", policy: try document(role), users: ["zoe"])
    try prove(
      server, ["--accounts-from-organization", "--role-name", "audit"],
      sids: ["ListAccounts", "AssumeRoles", "ReadAccount", "ReadKeys"])
  }

  @Test("and for a role of another account")
  func role() throws {
    let server = try MotoServer(buckets: [])
    let role = try statements(try Scene(), ["--account", "210987654321"], ["AWS_REGION": "us-east-1"])
    #expect(role.last?["Resource"] == "arn:aws:iam::210987654321:user/*")
    try server.account("210987654321", role: "audit", policy: try document(role), users: ["zoe"])
    try prove(server, ["--role-arn", "arn:aws:iam::210987654321:role/audit"], sids: ["AssumeRoles"])
  }

  @Test("and for the secret that key ids are hashed under")
  func hashed() throws {
    let server = try MotoServer(buckets: [])
    let secret = "correct horse battery staple correct horse"
    try server.call("ssm", "put_parameter", #"{"Name": "/logship/ids", "Type": "SecureString", "Value": "\#(secret)"}"#)
    let folder = try TemporaryFolder()
    let file = try folder.write("config.json", text: #"{"accessKeyIds": {"hashed": {"ssm": "/logship/ids"}}}"#)
    try prove(
      server, [], environment: ["LOGSHIP_CONFIG": file], sids: ["ReadAccount", "ReadKeys", "ReadHashed"])
  }

  @Test("a KMS key of the bucket's is one that data keys are made of, through S3 alone")
  func ownKey() throws {
    let arn = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000"
    let all = try statements(
      try Scene(), ["--to", "s3://audit/keys/", "--kms-key", arn], ["AWS_REGION": "eu-west-1"])
    let last = try #require(all.last)
    #expect(last["Action"] == .array(["kms:GenerateDataKey", "kms:Decrypt"]) && last["Resource"] == .string(arn))
    #expect(last["Condition"]?["StringLike"]?["kms:ViaService"] == "s3.eu-west-1.amazonaws.com*")
  }

  @Test(
    "what does not go together is a wrong command line",
    arguments: [
      (["--collect", "s3://audit/keys/"], "--collect reads no SOURCE"),
      (["--to", "s3://audit/keys/"], "go with --collect"),
      (["--collect", "--role-name", "audit"], "--accounts-from-organization and --role-name go together"),
    ])
  func wrong(arguments: [String], message: String) throws {
    let run = try Scene().run(["iam-policy"] + arguments)
    #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
  }
}
