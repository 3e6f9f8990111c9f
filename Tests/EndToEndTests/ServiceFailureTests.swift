import Foundation
import Support
import Testing

/// What is wrong with a service of AWS.
enum Trouble: String, Sendable, CaseIterable {
  case unreachable, failing, throttling, garbled, refusing

  /// A URL where a service has that trouble; who keeps the server keeps it up.
  func serve() throws -> (url: String, server: StandInServer?) {
    let server: StandInServer? =
      switch self {
      case .unreachable: nil
      case .failing: try StandInServer(.answer(500))
      case .throttling: try StandInServer(.answer(429))
      case .garbled: try StandInServer(.answer(200, [:], "garbage"))
      case .refusing: try StandInServer(.answer(403))
      }
    return (server?.url ?? "http://127.0.0.1:1", server)
  }

  /// Of every service alike.
  var status: Int32 { self == .refusing ? 77 : 75 }
}

/// Where a run needs a service of AWS.
enum Need: String, Sendable, CaseIterable {
  case s3Listing, s3Role, s3WebIdentity, s3ProfileRole, ssm, secretsManager, kms

  fileprivate var variable: String {
    switch self {
    case .s3Listing: "AWS_ENDPOINT_URL_S3"
    case .s3Role, .s3WebIdentity, .s3ProfileRole: "AWS_ENDPOINT_URL_STS"
    case .ssm: "AWS_ENDPOINT_URL_SSM"
    case .secretsManager: "AWS_ENDPOINT_URL_SECRETS_MANAGER"
    case .kms: "AWS_ENDPOINT_URL_KMS"
    }
  }

  fileprivate var key: [String: Any]? {
    switch self {
    case .s3Listing, .s3Role, .s3WebIdentity, .s3ProfileRole: nil
    case .ssm: ["ssm": "/key"]
    case .secretsManager: ["secretsManager": "key"]
    case .kms: ["kms": ["env": "CIPHERTEXT"]]
    }
  }
}

@Suite("a service of AWS that a run needs")
struct ServiceFailureTests {
  private static let role = "arn:aws:iam::123456789012:role/audit"

  /// One rule for all: what cannot be had now is 75, what is refused is 77.
  @Test("and that has trouble ends it in the same code, whichever it is", arguments: Trouble.allCases, Need.allCases)
  func code(_ trouble: Trouble, _ need: Need) throws {
    let scene = try Scene()
    let (url, server) = try trouble.serve()
    var environment = [
      "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "an-example", "AWS_REGION": "us-east-1",
      "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1", "LOGSHIP_RETRY_BUDGET": "1s", "CIPHERTEXT": "aGVsbG8=",
      "HOME": scene.folder.path,
    ]
    environment[need.variable] = url
    var arguments = ["ship", "--summary", "json"]
    switch need {
    case .ssm, .secretsManager, .kms:
      environment.merge(Scene.noKey) { $1 }
      arguments.append(try scene.folder.write("keys.json", text: report()))
    case .s3Role: arguments += ["--aws-assume-role-role-arn", Self.role, "s3://audit/k/"]
    case .s3WebIdentity:
      environment["AWS_ACCESS_KEY_ID"] = nil
      environment["AWS_ROLE_ARN"] = Self.role
      environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = try scene.folder.write("token", text: "token")
      arguments.append("s3://audit/k/")
    case .s3ProfileRole:
      _ = try scene.folder.write(
        ".aws/config",
        text: "[profile a]\nrole_arn = \(Self.role)\nsource_profile = b\n[profile b]\naws_access_key_id = AKIAB\n"
          + "aws_secret_access_key = b\n")
      arguments += ["--aws-profile", "a", "s3://audit/k/"]
    case .s3Listing: arguments.append("s3://audit/k/")
    }
    arguments += try scene.configuration(key: need.key ?? scene.workspace.key)
    let run = try scene.run(arguments, environment: environment)
    withExtendedLifetime(server) {
      #expect(run.status == trouble.status, "\(run.errors)")
    }
  }
}
