import Foundation
import Support
import Testing

/// Whoever gives the credentials of a job.
enum Giver: String, CaseIterable, Sendable {
  case container, webIdentity, signOn, login, process, assumedRole
}

@Suite("no secret of an identity is seen")
struct SessionLeakTests {
  private static let records = report() + "\n" + report(day: "never") + "\n"
  private static let role = "arn:aws:iam::123456789012:role/audit"

  let scene: Scene
  let server: IdentityServer

  init() throws {
    scene = try Scene()
    server = try IdentityServer(buckets: ["audit"])
  }

  /// What makes a job's identity, and the secrets that it takes besides those that the servers give.
  private func identity(_ giver: Giver) throws -> (environment: [String: String], secrets: [String]) {
    let usual = [
      "HOME": scene.folder.path, "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": server.motoURL,
      "AWS_ENDPOINT_URL_STS": server.motoURL, "AWS_ENDPOINT_URL_SSO": "\(server.url)/sso",
      "AWS_ENDPOINT_URL_SSO_OIDC": "\(server.url)/oidc", "AWS_ENDPOINT_URL_SIGNIN": "\(server.url)/signin",
    ]
    var more: [String: String] = [:]
    var secrets: [String] = []
    var config = ""
    switch giver {
    case .container:
      secrets = ["Basic-token-of-the-pod"]
      more = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/container/session",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": try scene.folder.write("token", text: secrets[0]),
      ]
    case .webIdentity:
      secrets = ["token-of-the-web-identity"]
      more = [
        "AWS_ROLE_ARN": Self.role, "AWS_WEB_IDENTITY_TOKEN_FILE": try scene.folder.write("token", text: secrets[0]),
      ]
    case .signOn:
      secrets = ["good-new", "bad-old-token", "good-refresh-token", "good-next", "client-secret"]
      config = """
        [default]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = Reader
        [sso-session corp]
        sso_start_url = https://corp.example/start
        sso_region = eu-west-1

        """
      // The SHA-1 of "corp".
      _ = try scene.folder.write(
        ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
        text: try KeptSecret.json([
          "startUrl": "https://corp.example/start", "accessToken": "bad-old-token", "clientId": "client",
          "expiresAt": "2026-01-01T00:00:00Z", "refreshToken": "good-refresh-token", "clientSecret": "client-secret",
          "registrationExpiresAt": "2099-01-01T00:00:00Z",
        ]))
    case .login:
      let pem = try BuiltBinary.runTool("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"]).stdout
      secrets = ["good-refresh-token", "good-next", "secret-of-before", "token-of-before"]
      secrets.append(try #require(pem.split(separator: "\n").dropFirst().first.map(String.init)))
      config = "[default]\nlogin_session = ann\n"
      let before = [
        "accessKeyId": "ASIA.login.before", "secretAccessKey": "secret-of-before", "sessionToken": "token-of-before",
        "accountId": "111122223333", "expiresAt": "2026-01-01T00:00:00Z",
      ]
      // The SHA-256 of "ann".
      _ = try scene.folder.write(
        ".aws/login/cache/49915e0d7d4b402e3017d010bc1c0e83cac6c797d6c16e66340fe3268693a6a1.json",
        text: try KeptSecret.json([
          "accessToken": before, "refreshToken": "good-refresh-token", "clientId": "device", "dpopKey": pem,
          "tokenType": "aws_sigv4",
        ]))
    case .process:
      secrets = ["secret-of-AKIABASE"]
      let key = #"{"Version": 1, "AccessKeyId": "AKIABASE", "SecretAccessKey": "secret-of-AKIABASE"}"#
      config = "[default]\ncredential_process = cat '\(try scene.folder.write("key", text: key))'\n"
    case .assumedRole:
      secrets = ["secret-of-AKIABASE", "id-known-to-both-sides"]
      config = """
        [default]
        role_arn = \(Self.role)
        source_profile = base
        external_id = id-known-to-both-sides
        [profile base]
        aws_access_key_id = AKIABASE
        aws_secret_access_key = secret-of-AKIABASE

        """
    }
    if !config.isEmpty { _ = try scene.folder.write(".aws/config", text: config) }
    return (usual.merging(more) { $1 }, secrets)
  }

  @Test("in logs at trace, reports, ledger, spool and rejects", arguments: Giver.allCases)
  func job(_ giver: Giver) throws {
    let (environment, own) = try identity(giver)
    try server.put("keys/a.json", Data(Self.records.utf8), in: "audit")
    let closed = try scene.twin(["--fault", "requests=all: 403"])
    let refusing = environment.merging(["LOGSHIP_ENDPOINT": closed.endpoint]) { $1 }
    var runs: [(place: String, run: Run)] = []
    for format in ["text", "json"] {
      let logs = ["--summary", format, "--log-level", "trace", "--log-format", format]
      let run = try scene.run(["ship", "--reship", "s3://audit/keys/"] + logs, environment: environment)
      #expect(run.status == 65, "\(run.errors)")
      runs.append(("a run, \(format)", run))
      let missing = try scene.run(["ship", "s3://none-such/keys/"] + logs, environment: environment)
      #expect(missing.status != 0)
      runs.append(("a missing bucket, \(format)", missing))
      let refused = try scene.run(
        ["ship", "--reship", "-", "s3://audit/keys/"] + logs, stdin: Data(Self.records.utf8), environment: refusing)
      #expect(refused.status == 77, "\(refused.errors)")
      runs.append(("a refused key, \(format)", refused))
    }
    let check = try scene.run(
      ["check", "--online", "s3://audit/keys/", "--log-level", "trace"], environment: environment)
    #expect(check.status == 0, "\(check.errors)")
    runs.append(("check", check))
    let given = try server.secrets()
    #expect(giver == .process || !given.isEmpty)
    let search = try SecretSearch(scene.workspace.key, own + given)
    for (place, run) in runs { search.expectNone(in: run, place) }
    try search.expectNone(inFolder: scene.state, holding: ["ledger.sqlite", "rejects/", "spool/"])
  }
}
