import Digest
import Foundation
import Support
import Testing
import Transport

@testable import AWS

/// Servers that repeat in an error what the request carried.
@Suite struct RepeatedSecretTests {
  private static let token = "IQoJb3+token/of=the-test"
  /// As it is, percent-encoded, and escaped for JSON.
  static let written = [token, "IQoJb3%2Btoken%2Fof%3Dthe-test", "IQoJb3+token\\/of=the-test"]

  private func xml(_ text: String) -> StandInServer.Act {
    .answer(
      400, ["x-amz-request-id": text],
      "<ErrorResponse><Error><Code>Odd\(text)</Code><Message>You sent \(text)</Message></Error></ErrorResponse>")
  }

  private func json(_ members: [String: String]) throws -> StandInServer.Act {
    .answer(400, [:], String(decoding: try JSONEncoder().encode(members), as: UTF8.self))
  }

  private func session(_ url: String) throws -> AWSSession {
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "key", "AWS_SESSION_TOKEN": Self.token,
      "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nowhere",
    ]
    return try AWSSession(AWSSetup(environment: environment), options: HTTPClientOptions(userAgent: "logship-test"))
  }

  /// Expects an error in whose words the secrets are hidden.
  private func expectHidden(
    _ secrets: [String], location: SourceLocation = #_sourceLocation, _ ask: () throws -> Void
  ) throws {
    let error = try #require(throws: AWSError.self, sourceLocation: location) { try ask() }
    var dumped = ""
    dump(error, to: &dumped)
    #expect("\(error)".contains("***"), "\(error)", sourceLocation: location)
    for secret in secrets { #expect(!"\(error)\(dumped)".contains(secret), "\(error)", sourceLocation: location) }
  }

  @Test(arguments: written) func s3ShowsNoSessionToken(_ text: String) throws {
    let credentials = AWSCredentials(
      accessKeyId: "ASIA", secretAccessKey: Secret("key"), sessionToken: Secret(Self.token))
    for status in [200, 400] {
      let server = try StandInServer(
        .answer(status, ["x-amz-request-id": text], errorBody("Odd", "You sent \(text)", "<Extra>x</Extra>")))
      let configuration = S3Configuration(
        region: try Region(setting: "us-east-1", environment: [:], profile: nil),
        endpoint: try Endpoint(server.url, origin: "test"))
      let s3 = S3Client(
        configuration, http: HTTPClient(HTTPClientOptions(userAgent: "logship-test")),
        credentials: RefreshingCredentials(now: { 0 }) { () throws(AWSError) in credentials })
      try expectHidden([text]) {
        do throws(S3UploadFailure) { try s3.put([1], to: "audit", key: "a") } catch { throw error.error }
      }
      if status == 400 { try expectHidden([text]) { _ = try s3.getObject(bucket: "audit", key: "a") } }
    }
  }

  @Test(arguments: written) func noServiceShowsTheSessionToken(_ text: String) throws {
    let query = try StandInServer(xml(text))
    let asked = try session(query.url)
    try expectHidden([text]) { _ = try asked.sts().callerARN(asked.credentials) }
    try expectHidden([text]) { _ = try asked.iam(asked.credentials).users() }
    let server = try StandInServer(json(["__type": "Odd\(text)", "message": "You sent \(text)"]))
    let session = try session(server.url)
    try expectHidden([text]) { _ = try session.ssm(of: "a").parameter("a") }
    try expectHidden([text]) { _ = try session.secretsManager(of: "a").secret("a") }
    try expectHidden([text]) { _ = try session.kms().decrypt([1], context: [:], called: "a") }
    try expectHidden([text]) { _ = try session.organizationAccounts() }
  }

  @Test(arguments: written) func aWebIdentityIsNotShown(_ text: String) throws {
    let server = try StandInServer(xml(text))
    let folder = try TemporaryFolder()
    let environment = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": try folder.write("token", text: Self.token),
      "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/pod", "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1",
      "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "AWS_EC2_METADATA_DISABLED": "true",
    ]
    let session = try AWSSession(
      AWSSetup(environment: environment), options: HTTPClientOptions(userAgent: "logship-test"))
    try expectHidden([text]) { _ = try session.credentials.current() }
  }

  @Test(
    arguments: [
      ("a sign-on", "AWS_ENDPOINT_URL_SSO", ".aws/sso/cache", ["accessToken"]),
      (
        "a sign-on that has ended is renewed", "AWS_ENDPOINT_URL_SSO_OIDC", ".aws/sso/cache",
        ["clientSecret", "refreshToken"]
      ), ("a login that has ended is renewed", "AWS_ENDPOINT_URL_SIGNIN", ".aws/login/cache", ["refreshToken"]),
    ] as [(String, String, String, [String])])
  func whatASignOnIsRenewedWithIsNotShown(
    _ name: String, _ variable: String, _ cache: String, _ members: [String]
  ) throws {
    let scene = try CombinationScene.shared.get()
    let secrets = members.map { "\($0)+/=" }
    let server = try StandInServer(
      json(["error": "invalid_grant", "message": "You sent \(secrets.joined(separator: " and "))"]))
    let (folder, environment) = try scene.surroundings(try TokenCacheTests.named(name))
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(cache)")
    let file = TokenFile(path: "\(folder.path)/\(cache)/\(try #require(names.first))")
    var token = try file.read()
    for (member, secret) in zip(members, secrets) { token[member] = .text(secret) }
    try file.write(token)
    let session = try scene.session("a", environment.merging([variable: server.url]) { $1 }, home: folder.path)
    try expectHidden(secrets) { _ = try session.credentials.current() }
  }
}
