import Digest
import Foundation
import Support
import Testing
import Transport

@testable import AWS

/// An environment, two files and what else lies in the home folder: who is asked for credentials there, and which come
/// of it.
///
/// In every text `{id}` is the address of the small servers, `{port}` its port, `{moto}` that of moto, `{home}` the home folder, `{hour}` a
/// time an hour ahead, `{minutes}` one ten minutes ahead, `{past}` one that is past, and `{pem}` a private key.
struct Combination: Sendable, CustomTestStringConvertible {
  let name: String
  /// The setting `aws.profile`, which is `--profile` to the AWS CLI.
  var profile: String?
  var environment: [String: String] = [:]
  /// `~/.aws/credentials`.
  var credentials: String?
  /// `~/.aws/config`.
  var config: String?
  /// Others, by their paths below the home folder.
  var files: [String: String] = [:]
  /// The key id that comes of it; nil where it ends in an error.
  let gives: String?

  var testDescription: String { name }

  /// Two users of moto's.
  static let keys = """
    [base]
    aws_access_key_id = AKIABASE
    aws_secret_access_key = secret-of-AKIABASE
    [other]
    aws_access_key_id = AKIAOTHER
    aws_secret_access_key = secret-of-AKIAOTHER

    """

  static func role(_ name: String) -> String { "arn:aws:iam::123456789012:role/\(name)" }
}

/// Both programs' surroundings for combinations.
final class CombinationScene: Sendable {
  let identity: IdentityServer
  let botocore: BotocoreOracle
  private let pem: String

  /// One for all tests of a run, since starting Python takes longer than most of them.
  static let shared = Result { try CombinationScene() }

  private init() throws {
    identity = try IdentityServer()
    botocore = try BotocoreOracle()
    let made = try BuiltBinary.runTool("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"])
    pem = made.stdout.replacing("\n", with: "\\n")
  }

  /// A home folder with the combination's files, and the environment in it.
  func surroundings(
    _ combination: Combination
  ) throws -> (folder: TemporaryFolder, environment: [String: String]) {
    let folder = try TemporaryFolder()
    func filled(_ text: String) -> String { fill(text, home: folder.path) }
    if let text = combination.credentials { _ = try folder.write(".aws/credentials", text: filled(text)) }
    if let text = combination.config { _ = try folder.write(".aws/config", text: filled(text)) }
    for (path, text) in combination.files { _ = try folder.write(path, text: filled(text)) }
    let usual = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true",
      "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_STS": "{moto}", "AWS_ENDPOINT_URL_SSO": "http://{id}/sso",
      "AWS_ENDPOINT_URL_SSO_OIDC": "http://{id}/oidc", "AWS_ENDPOINT_URL_SIGNIN": "http://{id}/signin",
    ]
    let environment = usual.merging(combination.environment) { $1 }.mapValues(filled)
    return (folder, environment)
  }

  /// What stands for 169.254.170.2.
  var containerHost: String { "\(identity.authority)/container" }

  /// Our session in these surroundings.
  func session(_ profile: String?, _ environment: [String: String], home: String) throws -> AWSSession {
    var setup = AWSSetup(
      profile: profile, environment: environment, files: SharedConfiguration(environment: environment, home: home))
    setup.containerHost = containerHost
    return try AWSSession(setup, options: HTTPClientOptions(userAgent: "logship-test"))
  }

  /// What comes of it here: a key, or an error.
  func ours(_ combination: Combination) throws -> Result<AWSCredentials, AWSError> {
    let (folder, environment) = try surroundings(combination)
    return Result { () throws(AWSError) in
      do {
        return try session(combination.profile, environment, home: folder.path).credentials.current()
      } catch let error as AWSError {
        throw error
      } catch {
        throw .configuration("\(error)")
      }
    }
  }

  /// What comes of it there.
  func botocores(_ combination: Combination) throws -> BotocoreOracle.Answer {
    let (folder, environment) = try surroundings(combination)
    defer { withExtendedLifetime(folder) {} }
    return try botocore.ask(
      environment: environment, profile: combination.profile, containerHost: containerHost)
  }

  func fill(_ text: String, home: String) -> String {
    func time(_ seconds: Double) -> String { Date(timeIntervalSinceNow: seconds).formatted(.iso8601) }
    var filled = text
    for (name, value) in [
      ("id", identity.authority), ("port", String(identity.authority.drop { $0 != ":" }.dropFirst())),
      ("moto", identity.motoURL), ("home", home), ("hour", time(3600)),
      ("minutes", time(600)), ("past", time(-3600)), ("pem", pem),
    ] {
      filled = filled.replacing("{\(name)}", with: value)
    }
    return filled
  }
}
