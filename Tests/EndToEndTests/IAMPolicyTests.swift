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
    let all = try #require(policy["Statement"]?.elements)
    #expect(Set(all.compactMap { $0["Sid"]?.string }).count == all.count, "\(all)")
    return all
  }

  private func document(_ statements: [JSONValue]) throws -> String {
    // IAM takes no policy without a statement, so one of no use stands for none.
    let useless = JSONValue.object(["Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"])
    let policy = JSONValue.object([
      "Version": .string("2012-10-17"), "Statement": .array(statements.isEmpty ? [useless] : statements),
    ])
    return String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
  }

  /// Runs a job under its own policy, and under each that lacks a statement.
  private func prove(
    _ scene: Scene, _ server: MotoServer, _ sources: [String], environment: [String: String] = [:],
    statements count: Int, keys: [String] = []
  ) throws {
    let environment = ["AWS_ENDPOINT_URL": server.url].merging(environment) { $1 }
    let all = try statements(try policy(scene, sources + arguments(keys), environment: environment))
    #expect(all.count == count, "\(all)")
    let key = try server.user("job", policy: try document(all))
    try prove(scene, sources, environment.merging(key.environment) { $1 }, all) {
      _ = try server.user("job", policy: $0)
    }
  }

  private func prove(
    _ scene: Scene, _ sources: [String], _ environment: [String: String], _ all: [JSONValue],
    allow: (_ policy: String) throws -> Void
  ) throws {
    let run = try scene.run(["ship"] + sources, environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    for missing in all.indices {
      var rest = all
      rest.remove(at: missing)
      try allow(try document(rest))
      let run = try scene.run(["ship", "--reship"] + sources, environment: environment)
      #expect(run.status == 77, "without \(all[missing]): \(run.errors)")
    }
    try allow(try document(all))
  }

  @Test(
    "has AWS vouch for the role where that signs in to Azure, to one audience, by RS256 and for five minutes",
    arguments: [
      ("public", "api://AzureADTokenExchange"), ("usGovernment", "api://AzureADTokenExchangeUSGov"),
      ("china", "api://AzureADTokenExchangeChina"),
    ])
  func federation(_ cloud: String, _ audience: String) throws {
    let scene = try Scene()
    let arguments = ["--auth", "awsFederation", "--destination-logs-ingestion-cloud", cloud]
    let all = try statements(try policy(scene, arguments))
    let expected: JSONValue = .object([
      "Sid": "SignInToAzure", "Effect": "Allow", "Action": "sts:GetWebIdentityToken", "Resource": "*",
      "Condition": .object([
        "ForAllValues:StringEquals": .object(["sts:IdentityTokenAudience": .string(audience)]),
        "Null": .object(["sts:IdentityTokenAudience": "false"]),
        "StringEquals": .object(["sts:SigningAlgorithm": "RS256"]),
        "NumericLessThanEquals": .object(["sts:DurationSeconds": "300"]),
      ]),
    ])
    #expect(all == [expected])
    // Beside what the sources need, and not for a collection, which sends nothing.
    #expect(try statements(try policy(scene, arguments + ["s3://audit/keys/"])).count == 3)
    let collecting = try statements(try policy(scene, arguments + ["--collect"]))
    #expect(!collecting.contains { $0["Action"] == "sts:GetWebIdentityToken" })
  }

  private func arguments(_ keys: [String]) -> [String] { keys.flatMap { ["--kms-key", $0] } }

  /// A KMS key of moto's, by its ARN.
  private func key(_ server: MotoServer, in region: String = "us-east-1") throws -> String {
    try #require(try server.call("kms", "create_key", region: region)["KeyMetadata"]?["Arn"]?.string)
  }

  private func encrypt(
    _ text: String, under key: String, context: [String: String], _ server: MotoServer
  ) throws -> String {
    let plaintext = ["$base64": Data(text.utf8).base64EncodedString()]
    let answer = try server.call(
      "kms", "encrypt", KeptSecret.json(["KeyId": key, "Plaintext": plaintext, "EncryptionContext": context]))
    return try #require(answer["CiphertextBlob"]?["$base64"]?.string)
  }

  /// A server with one report in a bucket, which encrypts under a key of its own where one is given.
  private func server(encrypted: Bool = false) throws -> (MotoServer, key: String) {
    let server = try MotoServer(buckets: ["audit"])
    let key = encrypted ? try key(server) : ""
    if encrypted {
      try server.call(
        "s3", "put_bucket_encryption",
        KeptSecret.json([
          "Bucket": "audit",
          "ServerSideEncryptionConfiguration": [
            "Rules": [["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key]]]
          ],
        ]))
    }
    try server.put("keys/one.json", Data(report("ann").utf8), in: "audit")
    return (server, key)
  }

  private func secretScene(_ form: Any, hashedIDs: Any? = nil) throws -> (Scene, [String: String]) {
    let scene = try Scene()
    let file = try scene.configuration(key: form, hashedIDs: hashedIDs)[1]
    return (scene, ["LOGSHIP_CONFIG": file, "LOGSHIP_WORKSPACE_KEY": "", "AWS_REGION": "us-east-1"])
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

  @Test("and for versions of objects")
  func versions() throws {
    let server = try MotoServer(buckets: ["audit"], isVersioned: true)
    let old = try #require(try server.put("k/a.json", Data(report("old").utf8), in: "audit"))
    try server.put("k/a.json", Data(report("new").utf8), in: "audit")
    try prove(try Scene(), server, ["s3://audit/k/a.json?versionId=\(old)"], statements: 1)
  }

  @Test("and for an access point by its ARN")
  func accessPoint() throws {
    // moto takes the label before its host for a bucket.
    let server = try MotoServer(buckets: ["trail-123456789012"])
    try server.put("keys/one.json", Data(report("ann").utf8), in: "trail-123456789012")
    let port = try #require(server.url.split(separator: ":").last)
    try prove(
      try Scene(), server, ["s3://arn:aws:s3:us-east-1:123456789012:accesspoint/trail/keys/"],
      environment: ["AWS_ENDPOINT_URL": "http://localhost:\(port)", "LOGSHIP_AWS_ALLOW_PLAIN_HTTP": "true"],
      statements: 2)
  }

  @Test(
    "a name is no pattern, whatever is in it",
    arguments: [
      (#"{"ssm": "/k*y?"}"#, "arn:aws:ssm:us-east-1:*:parameter/k${*}y${?}"),
      (#"{"secretsManager": "k*y?"}"#, "arn:aws:secretsmanager:us-east-1:*:secret:k${*}y${?}-??????"),
    ])
  func noPattern(key: String, resource: String) throws {
    let found = try policy(
      try Scene(), ["s3://audit/keys/"],
      environment: ["LOGSHIP_WORKSPACE_KEY": key, "AWS_REGION": "us-east-1"])
    #expect(try statements(found).contains { $0["Resource"]?.string == resource }, "\(found)")
  }

  @Test("of an access point it tells that the bucket behind it must agree")
  func accessPointNote() throws {
    let run = try Scene().run(
      "iam-policy", "s3://arn:aws:s3:us-east-1:123456789012:accesspoint/trail/keys/")
    #expect(run.status == 0 && run.errors.contains("the bucket behind"), "\(run.errors)")
  }

  @Test("and for objects under a KMS key, whatever the configured region", arguments: ["us-east-1", "eu-west-1", ""])
  func encryptedObjects(region: String) throws {
    let (server, key) = try server(encrypted: true)
    let other = "arn:aws:kms:ap-south-1:123456789012:key/00000000-0000-4000-8000-000000000000"
    try prove(
      try Scene(), server, ["s3://audit/keys/"], environment: ["AWS_REGION": region], statements: 3, keys: [other, key])
  }

  @Test(
    "and for a key in SSM, by its name or ARN, with a version or a label or without",
    arguments: [
      ("/logship/key", false), ("/logship/key", true), ("/logship/key:1", true), ("/logship/key:now", true),
      ("arn:aws:ssm:eu-west-1:123456789012:parameter/logship/key", true),
      ("arn:aws:ssm:eu-west-1:123456789012:parameter/logship/key:1", true),
      ("arn:aws:ssm:eu-west-1:123456789012:parameter/logship/key:now", false),
    ])
  func parameter(name: String, isUnderOwnKey: Bool) throws {
    let (scene, environment) = try secretScene(["ssm": name])
    let (server, _) = try server()
    let region = name.hasPrefix("arn:") ? "eu-west-1" : "us-east-1"
    var parameter = ["Name": "/logship/key", "Type": "SecureString", "Value": scene.workspace.key]
    parameter["KeyId"] = isUnderOwnKey ? try key(server, in: region) : nil
    try server.call("ssm", "put_parameter", KeptSecret.json(parameter), region: region)
    try server.call(
      "ssm", "label_parameter_version", #"{"Name": "/logship/key", "Labels": ["now"]}"#, region: region)
    try prove(
      scene, server, ["s3://audit/keys/"], environment: environment, statements: isUnderOwnKey ? 4 : 3,
      keys: [parameter["KeyId"]].compactMap { $0 })
  }

  @Test(
    "and for a key in Secrets Manager, by its name, its ARN or a part of that",
    arguments: [
      ("NAME", "logship/key", false), ("NAME", "logship/key", true), ("ARN", "logship/key", true),
      ("PART", "logship/key", true), ("NAME", "my-secret", true), ("ARN", "my-secret", false),
      ("PART", "my-secret", true),
    ])
  func managed(form: String, name: String, isUnderOwnKey: Bool) throws {
    let region = form == "NAME" ? "us-east-1" : "eu-west-1"
    let (server, _) = try server()
    let key = isUnderOwnKey ? try key(server, in: region) : nil
    var secret = ["Name": name, "SecretString": "none yet"]
    secret["KmsKeyId"] = key
    let made = try server.call("secretsmanager", "create_secret", KeptSecret.json(secret), region: region)
    let arn = try #require(made["ARN"]?.string)
    let id = ["NAME": name, "ARN": arn, "PART": String(arn.dropLast(7))][form] ?? ""
    let (scene, environment) = try secretScene(["secretsManager": id])
    try server.call(
      "secretsmanager", "put_secret_value",
      KeptSecret.json(["SecretId": name, "SecretString": scene.workspace.key]), region: region)
    try prove(
      scene, server, ["s3://audit/keys/"], environment: environment, statements: isUnderOwnKey ? 4 : 3,
      keys: [key].compactMap { $0 })
  }

  @Test("and for secrets that KMS decrypts, each under its encryption context", arguments: [true, false])
  func encrypted(isNamed: Bool) throws {
    let context = ["app": "log${ship}*"]
    let (scene, environment) = try secretScene(
      ["kms": ["env": "CIPHERTEXT"], "encryptionContext": context],
      hashedIDs: ["kms": ["env": "HASH_CIPHERTEXT"], "encryptionContext": ["app": "hash"]])
    let (server, _) = try server()
    let key = try key(server)
    let ciphertexts = [
      "CIPHERTEXT": try encrypt(scene.workspace.key, under: key, context: context, server),
      "HASH_CIPHERTEXT": try encrypt("any text", under: key, context: ["app": "hash"], server),
    ]
    // With a named key S3 may use it too, which this bucket does not need: so no source is in S3.
    let source = isNamed ? try scene.folder.write("keys.json", text: report()) : "s3://audit/keys/"
    try prove(
      scene, server, [source], environment: environment.merging(ciphertexts) { $1 }, statements: isNamed ? 2 : 4,
      keys: isNamed ? [key] : [])
  }

  @Test("and for a bucket, a parameter and a ciphertext under one key")
  func oneKey() throws {
    let (server, key) = try server(encrypted: true)
    let (scene, environment) = try secretScene(
      ["kms": ["env": "CIPHERTEXT"], "encryptionContext": ["a": "b"]], hashedIDs: ["ssm": "/hash"])
    try server.call(
      "ssm", "put_parameter", #"{"Name": "/hash", "Type": "SecureString", "Value": "any text", "KeyId": "\#(key)"}"#)
    let ciphertext = try encrypt(scene.workspace.key, under: key, context: ["a": "b"], server)
    try prove(
      scene, server, ["s3://audit/keys/"], environment: environment.merging(["CIPHERTEXT": ciphertext]) { $1 },
      statements: 5, keys: [key])
  }

  @Test("a statement that another one covers is left out", arguments: [true, false])
  func covered(isSecondNarrower: Bool) throws {
    let forms: [[String: Any]] = [
      ["kms": ["env": "ONE"]], ["kms": ["env": "TWO"], "encryptionContext": ["a": "b"]],
    ]
    let (scene, environment) = try secretScene(
      forms[isSecondNarrower ? 0 : 1], hashedIDs: forms[isSecondNarrower ? 1 : 0])
    let key = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000"
    let all = try statements(
      try policy(scene, ["s3://audit/keys/", "--kms-key", key], environment: environment))
    #expect(all.count == 3 && all.last?["Condition"] == nil, "\(all)")
  }

  @Test("a KMS key of the user's is used through the services of its region alone", arguments: ["", "eu-west-1"])
  func ownKey(region: String) throws {
    let arn = "arn:aws:kms:eu-south-2:123456789012:key/00000000-0000-4000-8000-000000000000"
    let all = try statements(
      try policy(try Scene(), ["s3://audit/keys/", "--kms-key", arn], environment: ["AWS_REGION": region]))
    let last = try #require(all.last)
    #expect(last["Action"] == "kms:Decrypt" && last["Resource"] == .string(arn))
    #expect(last["Condition"]?["StringLike"]?["kms:ViaService"] == "s3.eu-south-2.amazonaws.com*")
  }

  @Test(
    "a ciphertext without a key of its region is told to be open to every key, with the remedy",
    arguments: [[], ["arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-8000-000000000000"]])
  func anyKey(keys: [String]) throws {
    let (scene, environment) = try secretScene(["kms": ["env": "CIPHERTEXT"]])
    let run = try scene.run(["iam-policy", "s3://audit/keys/"] + arguments(keys), environment: environment)
    #expect(run.status == 0 && run.output.contains("arn:aws:kms:us-east-1:*:key/*"))
    #expect(run.errors.contains("every key") && run.errors.contains("--kms-key"), "\(run.errors)")
    let named = try scene.run(
      "iam-policy", "--kms-key", "arn:aws:kms:us-east-1:123456789012:key/1", environment: environment)
    #expect(named.status == 0 && named.errors.isEmpty, "\(named.errors)")
  }

  @Test(
    "what is no key's ARN is refused: 64",
    arguments: [
      "arn:aws:kms:eu-west-1:123456789012:alias/audit", "alias/audit", "arn:aws:kms::123456789012:key/1",
      "arn:aws:s3:::kms:key/1",
    ])
  func noKey(text: String) throws {
    let run = try Scene().run("iam-policy", "s3://audit/keys/", "--kms-key", text)
    #expect(run.status == 64 && run.errors.contains("--kms-key is a key's ARN"), "\(run.errors)")
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

  @Test("the role's policy and its caller's are enough together, and every statement of both is needed")
  func assumedRole() throws {
    let scene = try Scene()
    let (server, _) = try server()
    let anybody = #"{"Version": "2012-10-17", "Statement": []}"#
    try server.call("iam", "create_role", KeptSecret.json(["RoleName": "audit", "AssumeRolePolicyDocument": anybody]))
    let environment = [
      "LOGSHIP_AWS_ASSUME_ROLE_ROLE_ARN": "arn:aws:iam::123456789012:role/audit", "AWS_ENDPOINT_URL": server.url,
    ]
    let sources = ["s3://audit/keys/"]
    let ofRole = try statements(try policy(scene, sources, environment: environment))
    let ofCaller = try statements(try policy(scene, ["--caller"], environment: environment))
    func allowRole(_ policy: String) throws {
      try server.call(
        "iam", "put_role_policy",
        KeptSecret.json(["RoleName": "audit", "PolicyName": "audit", "PolicyDocument": policy]))
    }
    try allowRole(try document(ofRole))
    let key = try server.user("job", policy: try document(ofCaller))
    let job = environment.merging(key.environment) { $1 }
    try prove(scene, sources, job, ofRole, allow: allowRole)
    try prove(scene, sources, job, ofCaller) { _ = try server.user("job", policy: $0) }
  }

  @Test("where nothing is in AWS there is no policy: 78")
  func nothing() throws {
    let run = try Scene().run("iam-policy", "reports.json")
    #expect(run.status == 78 && run.errors.contains("no source is in S3"), "\(run.errors)")
  }
}
