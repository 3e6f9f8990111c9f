import Digest
import Foundation
import Support
import Testing
import Transport

@testable import AWS

/// The services that keep secrets, asked of moto, which checks every signature and judges by policies.
@Suite(.serialized) struct SecretServiceTests {
  private static let allowed = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",
      "Action": ["ssm:GetParameter", "secretsmanager:GetSecretValue", "kms:Decrypt"]}]}
    """

  private func session(
    _ server: MotoServer, id: String? = nil, secret: String? = nil
  ) throws -> AWSSession {
    let reader = try server.user("reader", policy: Self.allowed)
    return try session(server.url, id: id ?? reader.accessKeyId, secret: secret ?? reader.secretAccessKey)
  }

  private func session(_ url: String, id: String = "AKIAEXAMPLE", secret: String = "x") throws -> AWSSession {
    let environment = [
      "AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": secret, "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1",
      "AWS_CONFIG_FILE": "/nowhere",
    ]
    return try AWSSession(
      AWSSetup(environment: environment), options: HTTPClientOptions(userAgent: "logship-test"))
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func error(_ body: () throws(AWSError) -> [UInt8]) -> AWSError? {
    do throws(AWSError) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func `A parameter is read decrypted, by its path, its version or its ARN`() throws {
    let server = try MotoServer(buckets: [])
    try server.call("ssm", "put_parameter", #"{"Name": "/a/b", "Value": "one", "Type": "SecureString"}"#)
    try server.call(
      "ssm", "put_parameter", #"{"Name": "/a/b", "Value": "two", "Type": "SecureString", "Overwrite": true}"#)
    try server.call("ssm", "put_parameter", #"{"Name": "plain", "Value": "three", "Type": "String"}"#)
    let arn = "arn:aws:ssm:us-east-1:123456789012:parameter/a/b"
    for (name, value) in [("/a/b", "two"), ("/a/b:1", "one"), ("plain", "three"), (arn, "two")] {
      let session = try session(server)
      #expect(try text(session.ssm(of: name).parameter(name)) == value, "\(name)")
    }
  }

  @Test func `A parameter's ARN and a secret's name the region that is asked`() throws {
    let server = try MotoServer(buckets: [])
    try server.call(
      "ssm", "put_parameter", #"{"Name": "/far", "Value": "away", "Type": "SecureString"}"#, region: "eu-west-1")
    let secret = try server.call(
      "secretsmanager", "create_secret", #"{"Name": "far", "SecretString": "off"}"#, region: "eu-west-1")
    let session = try session(server)
    let parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/far"
    #expect(try text(session.ssm(of: parameter).parameter(parameter)) == "away")
    let arn = try #require(secret["ARN"]?.string)
    #expect(try text(session.secretsManager(of: arn).secret(arn)) == "off")
  }

  @Test func `A secret is text or bytes`() throws {
    let server = try MotoServer(buckets: [])
    try server.call("secretsmanager", "create_secret", #"{"Name": "text", "SecretString": "one"}"#)
    try server.call("secretsmanager", "create_secret", #"{"Name": "bytes", "SecretBinary": {"$base64": "AAH/"}}"#)
    let session = try session(server)
    #expect(try text(session.secretsManager(of: "text").secret("text")) == "one")
    #expect(try session.secretsManager(of: "bytes").secret("bytes") == [0, 1, 255])
  }

  @Test func `What Secrets Manager cannot decrypt wants a permission on the key`() throws {
    let body = #"{"__type": "DecryptionFailure", "Message": "The protected text cannot be read."}"#
    let server = try StandInServer(.answer(400, [:], body))
    let session = try session(server.url)
    let error = #expect(throws: AWSError.self) { try session.secretsManager(of: "key").secret("key") }
    #expect(error?.meaning == .refused)
    #expect(
      error?.description.hasSuffix(
        "this key may not kms:Decrypt (400 DecryptionFailure). Allow it on the KMS key that it is encrypted under")
        == true,
      "\(String(describing: error))")
  }

  @Test(arguments: [[:], ["LambdaFunctionName": "ship"]] as [[String: String]])
  func `A ciphertext is decrypted in the context in which it was made`(_ context: [String: String]) throws {
    let server = try MotoServer(buckets: [])
    let key = try #require(try server.call("kms", "create_key")["KeyMetadata"]?["KeyId"]?.string)
    let given = String(decoding: try JSONEncoder().encode(context), as: UTF8.self)
    let made = try server.call(
      "kms", "encrypt", #"{"KeyId": "\#(key)", "Plaintext": {"$base64": "b25l"}, "EncryptionContext": \#(given)}"#)
    let blob = try #require(made["CiphertextBlob"]?["$base64"]?.string.flatMap { Base64.decode($0) })
    let session = try session(server)
    #expect(try text(session.kms().decrypt(blob, context: context, called: "it")) == "one")
    let wrong = error { () throws(AWSError) in try session.kms().decrypt(blob, context: ["a": "b"], called: "it") }
    guard case .service(let answer) = wrong else {
      Issue.record("\(String(describing: wrong))")
      return
    }
    #expect(answer.code == "InvalidCiphertextException")
  }

  @Test func `What is not there is told as such`() throws {
    let server = try MotoServer(buckets: [])
    let session = try session(server)
    let parameter = error { () throws(AWSError) in try session.ssm(of: "/none").parameter("/none") }
    guard case .notFound = parameter else {
      Issue.record("\(String(describing: parameter))")
      return
    }
    #expect(
      parameter?.description == "cannot read the parameter /none in us-east-1: there is none of this name "
        + "(400 ParameterNotFound). Check its name, the region and the account")
    let secret = error { () throws(AWSError) in try session.secretsManager(of: "none").secret("none") }
    guard case .notFound = secret else {
      Issue.record("\(String(describing: secret))")
      return
    }
  }

  @Test func `What the key may not do is told with the action`() throws {
    let server = try MotoServer(buckets: [])
    let session = try session(server, id: server.strangerKeyId, secret: server.strangerSecret)
    let parameter = error { () throws(AWSError) in try session.ssm(of: "/k").parameter("/k") }
    #expect(
      parameter?.description == "cannot read the parameter /k in us-east-1: user/stranger may not ssm:GetParameter, "
        + "because no identity-based policy allows the ssm:GetParameter action (400 AccessDeniedException). Allow it on arn:aws:ssm:us-east-1:123456789012:parameter/k"
    )
    let secret = error { () throws(AWSError) in try session.secretsManager(of: "s").secret("s") }
    #expect(
      secret?.description
        == "cannot read the secret s in us-east-1: user/stranger may not secretsmanager:GetSecretValue, "
        + "because no identity-based policy allows the secretsmanager:GetSecretValue action (400 AccessDeniedException). Allow it on arn:aws:secretsmanager:us-east-1:*:secret:s-??????"
    )
  }

  @Test func `A secret key that is wrong is refused`() throws {
    let server = try MotoServer(buckets: [])
    let session = try session(server, secret: "wrong-secret-of-the-test")
    let refused = error { () throws(AWSError) in try session.ssm(of: "/k").parameter("/k") }
    guard case .refused = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(refused?.description.contains("wrong-secret") == false)
  }

  /// AWS's own words where a service may not use the key in the caller's name.
  @Test(arguments: [
    (
      "User: arn:aws:sts::123456789012:assumed-role/shipper/i-1 is not authorized to perform: kms:Decrypt on resource: "
        + "arn:aws:kms:us-east-1:123456789012:key/1 because no identity-based policy allows the kms:Decrypt action",
      "role/shipper may not kms:Decrypt, because no identity-based policy allows the kms:Decrypt action "
        + "(400 AccessDeniedException). Allow it on arn:aws:kms:us-east-1:123456789012:key/1"
    ),
    (
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are "
        + "not allowed to access.",
      "this key may not kms:Decrypt (400 AccessDeniedException). Allow it on the KMS key that it is encrypted under"
    ),
    (
      "Access to KMS is not allowed",
      "this key may not kms:Decrypt (400 AccessDeniedException). Allow it on the KMS key that it is encrypted under"
    ),
    (
      "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: ssm:GetParameter on resource: "
        + "arn:aws:ssm:us-east-1:123456789012:parameter/k because no identity-based policy allows it",
      "user/ann may not ssm:GetParameter, because no identity-based policy allows it (400 AccessDeniedException). "
        + "Allow it on arn:aws:ssm:us-east-1:123456789012:parameter/k"
    ),
  ])
  func `A key's permission that is missing within another service is named`(_ said: String, _ words: String) throws {
    let body = #"{"__type": "com.amazonaws.ssm#AccessDeniedException", "Message": "\#(said)"}"#
    let server = try StandInServer(.answer(400, [:], body))
    let session = try session(server.url)
    let denied = error { () throws(AWSError) in try session.ssm(of: "/k").parameter("/k") }
    #expect(denied?.description == "cannot read the parameter /k in us-east-1: \(words)")
    guard case .refused = denied else {
      Issue.record("\(String(describing: denied))")
      return
    }
  }

  @Test(arguments: [
    #"{"Parameter": {"Value": 5, "Note": "hidden-word"}}"#, "hidden-word", #"{"Secret": "hidden-word"}"#,
  ])
  func `Nothing of an answer of another form is shown`(_ body: String) throws {
    let server = try StandInServer(.answer(200, [:], body))
    let session = try session(server.url)
    let malformed = error { () throws(AWSError) in try session.ssm(of: "/k").parameter("/k") }
    guard case .malformedAnswer = malformed else {
      Issue.record("\(String(describing: malformed))")
      return
    }
    #expect(malformed?.description.contains("hidden-word") == false)
  }
}
