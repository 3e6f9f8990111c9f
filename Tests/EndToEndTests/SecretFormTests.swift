import Foundation
import Support
import Testing

@Suite("the workspace's key from where it is kept")
struct SecretFormTests {
  private func ship(
    _ scene: Scene, key: Any, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> Run {
    try scene.run(
      ["ship", "--summary", "json", try scene.folder.write("keys.json", text: report())]
        + scene.configuration(key: key) + arguments,
      environment: environment.merging(Scene.noKey) { $1 })
  }

  @Test("each form gives the key that the workspace takes", arguments: KeptAs.allCases)
  func form(_ form: KeptAs) throws {
    let scene = try Scene()
    let kept = try KeptSecret(scene.workspace.key, as: form)
    // Nothing of AWS is needed for what is not kept there.
    let identity = KeptAs.inAWS.contains(form) ? try KeptSecret.identity() : [:]
    let run = try ship(scene, key: kept.json, environment: try kept.environment().merging(identity) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s") == ["ann"])
  }

  @Test("on Lambda, KMS is told the function's name")
  func encryptedOnLambda() throws {
    let scene = try Scene()
    let text = try KeptSecret.encrypt(scene.workspace.key, context: ["LambdaFunctionName": "shipper"])
    var environment = try KeptSecret.identity().merging(["KEPT_SECRET": text]) { $1 }
    let key = ["kms": ["env": "KEPT_SECRET"]]
    #expect(try ship(scene, key: key, environment: environment).status == 78)
    environment["AWS_LAMBDA_FUNCTION_NAME"] = "shipper"
    let run = try ship(scene, key: key, environment: environment)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("the secret of hashed ids in the same forms", arguments: KeptAs.allCases)
  func hashKey(_ form: KeptAs) throws {
    let scene = try Scene()
    let kept = try KeptSecret("any text at all", as: form)
    let file = try scene.folder.write("keys.json", text: report())
    let more = try kept.environment().merging(try KeptSecret.identity()) { $1 }
    let hashed = try scene.run(
      ["ship", "--to", "-", file] + scene.configuration(key: scene.workspace.key, hashedIDs: kept.json),
      environment: more)
    #expect(hashed.status == 0, "\(hashed.errors)")
    let expected = try scene.run(
      ["ship", "--to", "-", file], environment: ["LOGSHIP_ACCESS_KEY_IDS_HASHED": "any text at all"])
    #expect(hashed.output == expected.output)
    #expect(!hashed.output.contains("AKIAIOSFODNN7EXAMPLE"))
  }

  @Test(
    "one that is not there: 78",
    arguments: [
      (#"{"ssm": "/none"}"#, "the parameter /none in us-east-1: there is none of this name (400 ParameterNotFound)"),
      (#"{"secretsManager": "none"}"#, "the secret none in us-east-1: there is none of this name"),
      (#"{"credential": "none"}"#, "the credential none, which cannot be read in /nowhere: no such file or directory"),
      (#"{"kms": {"env": "NONE"}}"#, "the ciphertext in the variable NONE, which is not set"),
      (#"{"kms": {"file": "/nowhere/k"}}"#, "/nowhere/k, which cannot be read: no such file or directory"),
      (#"{"kms": {"env": "NO_BASE64"}}"#, "the ciphertext in the variable NO_BASE64, which is not Base64"),
      (
        #"{"kms": {"env": "NO_CIPHERTEXT"}}"#,
        "it is no ciphertext of this region's KMS, or its encryption context is another"
      ),
    ])
  func absent(_ form: String, _ words: String) throws {
    let scene = try Scene()
    let more = try KeptSecret.identity().merging([
      "CREDENTIALS_DIRECTORY": "/nowhere", "NO_BASE64": "hidden-word",
      "NO_CIPHERTEXT": try KeptSecret.encrypt("x", context: ["a": "b"]),
    ]) { $1 }
    let run = try ship(scene, key: try JSONSerialization.jsonObject(with: Data(form.utf8)), environment: more)
    #expect(run.status == 78)
    #expect(run.errors.contains("destination.dataCollector.workspaceKey comes from"))
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(!run.errors.contains("hidden-word"))
  }

  @Test("one that is no Base64: 78", arguments: KeptAs.allCases)
  func notBase64(_ form: KeptAs) throws {
    let scene = try Scene()
    let kept = try KeptSecret("hidden-word", as: form)
    let run = try ship(
      scene, key: kept.json, environment: try kept.environment().merging(try KeptSecret.identity()) { $1 })
    #expect(run.status == 78)
    #expect(run.errors.contains("is not Base64; copy the whole key"), "\(run.errors)")
    #expect(!run.errors.contains("hidden-word"))
  }

  @Test(
    "a member of a secret that is not there or no text: 78",
    arguments: [
      (#"{"other": "hidden-word"}"#, "key in the secret NAME of Secrets Manager, but it has no such member"),
      (#"{"key": 5, "other": "hidden-word"}"#, "which is not one text"),
      (#"{"key": "hidden-word", "key": "b"}"#, "which is not one text"),
      ("hidden-word", "which is no JSON object; leave out jsonKey to take it whole"),
    ])
  func member(_ value: String, _ words: String) throws {
    let scene = try Scene()
    let name = UUID().uuidString
    try KeptSecret.server().call(
      "secretsmanager", "create_secret", KeptSecret.json(["Name": name, "SecretString": value]))
    let run = try ship(
      scene, key: ["secretsManager": name, "jsonKey": "key"], environment: try KeptSecret.identity())
    #expect(run.status == 78)
    #expect(run.errors.contains(words.replacingOccurrences(of: "NAME", with: name)), "\(run.errors)")
    #expect(!run.errors.contains("hidden-word"))
  }

  @Test("one that AWS refuses: 77 with the action", arguments: KeptAs.inAWS)
  func refused(_ form: KeptAs) throws {
    let scene = try Scene()
    let kept = try KeptSecret(scene.workspace.key, as: form)
    let server = try KeptSecret.server()
    let stranger = [
      "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": server.strangerKeyId,
      "AWS_SECRET_ACCESS_KEY": server.strangerSecret,
    ]
    let run = try ship(scene, key: kept.json, environment: try kept.environment().merging(stranger) { $1 })
    let action =
      switch form {
      case .parameter: "ssm:GetParameter"
      case .managed, .managedBytes, .managedMember: "secretsmanager:GetSecretValue"
      default: "kms:Decrypt"
      }
    #expect(run.status == 77)
    #expect(run.errors.contains("user/stranger may not \(action)"), "\(run.errors)")
    // Without an identity there is nobody to be refused.
    let nobody = try ship(
      scene, key: kept.json,
      environment: try kept.environment().merging([
        "AWS_ENDPOINT_URL": server.url, "AWS_EC2_METADATA_DISABLED": "true",
      ]) { $1 })
    #expect(nobody.status == 77)
    #expect(nobody.errors.contains("AWS_ACCESS_KEY_ID is not set"), "\(nobody.errors)")
  }

  @Test("a service that cannot be reached: 75", arguments: [("ssm", "SSM"), ("secretsManager", "SECRETS_MANAGER")])
  func unreachable(_ form: String, _ service: String) throws {
    let scene = try Scene()
    let more = try KeptSecret.identity().merging(["AWS_ENDPOINT_URL_\(service)": "http://127.0.0.1:1"]) { $1 }
    let run = try ship(scene, key: [form: "key"], environment: more)
    #expect(run.status == 75)
    #expect(run.errors.contains("http://127.0.0.1:1"), "\(run.errors)")
  }

  @Test(
    "a command that fails: 77",
    arguments: [
      ("echo hidden-word; exit 3", "the command sh, but it ended with 3"),
      (
        "echo hidden-word >&2; kill -TERM $$", "the command sh, but signal 15 ended it; run it by hand to see why"
      ),
    ])
  func failedCommand(_ script: String, _ words: String) throws {
    let run = try ship(try Scene(), key: ["command": ["sh", "-c", script]])
    #expect(run.status == 77)
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(!run.errors.contains("hidden-word"))
  }

  @Test("the region of an ARN is asked")
  func otherRegion() throws {
    let scene = try Scene()
    let name = UUID().uuidString
    try KeptSecret.server().call(
      "ssm", "put_parameter",
      KeptSecret.json(["Name": "/\(name)", "Value": scene.workspace.key, "Type": "SecureString"]), region: "eu-west-1")
    let key = ["ssm": "arn:aws:ssm:eu-west-1:123456789012:parameter/\(name)"]
    let run = try ship(scene, key: key, environment: try KeptSecret.identity())
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("check and --dry-run ask nobody")
  func offline() throws {
    let scene = try Scene()
    let server = try StandInServer(.answer(500))
    let mark = "\(scene.folder.path)/mark"
    let aws = ["AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"]
    let more = aws.merging(Scene.noKey) { $1 }
    let arguments = try scene.configuration(key: ["ssm": "/key"], hashedIDs: ["command": ["touch", mark]])
    let check = try scene.run(["check"] + arguments, environment: more)
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output.contains(#"workspaceKey is kept as {"ssm": "/key"}: not asked for without --online"#))
    let file = try scene.folder.write("keys.json", text: report())
    let dry = try scene.run(["ship", "--dry-run", file] + arguments, environment: more)
    #expect(dry.status == 0, "\(dry.errors)")
    #expect(try server.asked().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test("check --online reads the key where it is kept")
  func online() throws {
    let scene = try Scene()
    let kept = try KeptSecret(scene.workspace.key, as: .parameter)
    let run = try scene.run(
      ["check", "--online"] + scene.configuration(key: kept.json),
      environment: try KeptSecret.identity().merging(Scene.noKey) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("accepted a signed request"))
  }
}
