import Foundation
import Support
import Testing

@Suite("AWS identity")
struct IdentityTests {
  let scene: Scene
  let server: IdentityServer

  init() throws {
    scene = try Scene()
    server = try IdentityServer(buckets: ["audit"])
  }

  /// What a task in a container has.
  private var container: [String: String] {
    [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/container/session", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL_S3": server.motoURL, "AWS_ENDPOINT_URL_STS": server.motoURL,
    ]
  }

  private func put(_ count: Int) throws {
    for number in 1...count {
      try server.put("keys/\(number).json", Data(report("user\(number)").utf8), in: "audit")
    }
  }

  @Test("a key that ends in the middle of 200 objects is replaced once, and nothing is repeated")
  func replaced() throws {
    try put(200)
    try server.setContainerKeys([(told: 4, real: 4), (told: 3600, real: 3600)])
    try server.setDelay(0.05)
    let run = try scene.ship("s3://audit/keys/", "--s3-concurrency", "2", environment: container)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").sorted() == (1...200).map { "user\($0)" }.sorted())
    let asked = try server.asked()
    #expect(asked.filter { $0.path.hasPrefix("/container/") }.count == 2)
    let objects = asked.filter { $0.method == "GET" && $0.path.contains("/keys/") }
    #expect(objects.count == 200)
    #expect(Set(objects.map(\.path)).count == 200)
    #expect(Set(objects.compactMap(\.key)) == ["ASIASESSION1", "ASIASESSION2"])
  }

  /// A process that gives out sessions, each with a token and an end.
  private func sessions() throws -> [String: String] {
    let script = """
      import json, urllib.request
      key = json.load(urllib.request.urlopen("\(server.url)/container/session"))
      print(json.dumps({"Version": 1, "SessionToken": key.pop("Token"), **key}))

      """
    let file = try scene.folder.write("session.py", text: script)
    let config = try scene.folder.write("config", text: "[default]\ncredential_process = /usr/bin/python3 \(file)\n")
    return ["AWS_CONFIG_FILE": config, "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": server.motoURL]
  }

  @Test("a key of a process that ends in the second of two sources is replaced")
  func replacedInSecondSource() throws {
    try server.put("first/1.json", Data(report("first").utf8), in: "audit")
    try put(200)
    try server.setContainerKeys([(told: 5, real: 5), (told: 3600, real: 3600)])
    try server.setDelay(0.05)
    let run = try scene.ship(
      "s3://audit/first/", "s3://audit/keys/", "--s3-concurrency", "2", environment: sessions())
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").count == 201)
    let asked = try server.asked()
    #expect(asked.filter { $0.path.hasPrefix("/container/") }.count == 2)
    let objects = asked.filter { $0.method == "GET" && $0.path.contains("/keys/") }
    #expect(Set(objects.compactMap(\.key)) == ["ASIASESSION1", "ASIASESSION2"])
  }

  @Test("a session that is ended before its time is replaced once, and no record is lost or repeated")
  func revoked() throws {
    try put(60)
    try server.setContainerKeys([(told: 3600, real: 1), (told: 3600, real: 3600)])
    try server.setDelay(0.05)
    let run = try scene.ship("s3://audit/keys/", "--s3-concurrency", "2", environment: container)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").sorted() == (1...60).map { "user\($0)" }.sorted())
    #expect(try server.asked().filter { $0.path.hasPrefix("/container/") }.count == 2)
  }

  @Test("a role of another account, by the setting aws.assumeRole")
  func assumedRole() throws {
    try put(2)
    let role = #"{"roleArn": "arn:aws:iam::123456789012:role/audit", "externalId": "e1", "sessionName": "nightly"}"#
    let file = try scene.folder.write("config.json", text: #"{"aws": {"assumeRole": \#(role)}}"#)
    let run = try scene.ship("s3://audit/keys/", "--config", file, environment: container)
    #expect(run.status == 0, "\(run.errors)")
    let signers = Set(try server.asked().filter { $0.path.contains("/keys/") }.compactMap(\.key))
    #expect(signers == ["ASIA.audit.ASIASESSION.x-e1.s-nightly"])
  }

  @Test("a role that cannot be assumed: 77, and why")
  func refusedRole() throws {
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIABASE", "AWS_SECRET_ACCESS_KEY": "wrong-secret-of-the-test", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL": server.motoURL,
    ]
    let run = try scene.ship(
      "s3://audit/keys/", "--aws-assume-role-role-arn", "arn:aws:iam::123456789012:role/audit", environment: environment
    )
    #expect(run.status == 77)
    #expect(run.errors.contains("cannot assume arn:aws:iam::123456789012:role/audit"))
    #expect(!run.errors.contains("wrong-secret-of-the-test"))
  }

  @Test("metadata that accept a connection and say nothing cost less than five seconds in all")
  func silentMetadata() throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let run = try scene.ship(
      "s3://audit/keys/", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "\(server.url)/imds/silent"])
    #expect(run.status == 77)
    #expect(run.errors.contains("instance metadata: "))
    #expect(clock.now - begin < .seconds(5))
  }

  @Test("a process that gives a key is not heard, and does not read what is shipped")
  func process() throws {
    let key = #"{"Version": 1, "AccessKeyId": "AKIABASE", "SecretAccessKey": "secret-of-AKIABASE"}"#
    let file = try scene.folder.write("key", text: key)
    let config = try scene.folder.write(
      "config",
      text: """
        [profile audit]
        credential_process = sh -c 'echo heard-on-error >&2; cat "\(file)"; cat >"\(scene.folder.path)/read"'

        """)
    try put(1)
    let run = try scene.run(
      ["ship", "--log-level", "debug", "--aws-profile", "audit", "-", "s3://audit/keys/"],
      stdin: Data(report("from-input").utf8),
      environment: ["AWS_CONFIG_FILE": config, "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": server.motoURL])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").sorted() == ["from-input", "user1"])
    #expect(!run.errors.contains("heard-on-error") && !run.output.contains("heard-on-error"))
    #expect(try String(contentsOfFile: "\(scene.folder.path)/read", encoding: .utf8).isEmpty)
  }
}
