import Digest
import Foundation
import Support
import Testing
import Transport

@testable import AWS

/// What STS says of who somebody is to those outside of AWS, asked of a server that checks signatures by botocore.
@Suite("A web identity token of STS") struct WebIdentityTokenTests {
  private static let role = "arn:aws:iam::123456789012:role/shipper"
  private static let secret = "aws-secret-of-the-test"

  let scene: EntraScene
  let folder: TemporaryFolder

  init() throws {
    scene = try EntraScene()
    folder = try TemporaryFolder()
  }

  /// Keys that STS knows, each with what it adds.
  private func setKeys(_ keys: [String: [String: JSONValue]]) throws {
    try scene.set(
      .object([
        "keys": .object(
          keys.mapValues { more in
            .object(
              ["secret": .string(Self.secret), "arn": .string(Self.role), "token": "session-token"].merging(more) { $1 }
            )
          })
      ]))
  }

  /// A session whose key ends in so many seconds, by the program that a profile names; each run of it gives the next.
  private func session(ends: [Int64]) throws -> AWSSession {
    let now = Int64(Date().timeIntervalSince1970)
    for (index, end) in ends.enumerated() {
      let text = """
        {"Version": 1, "AccessKeyId": "ASIA\(index)", "SecretAccessKey": "\(Self.secret)", \
        "SessionToken": "session-token", "Expiration": "\(UTCTime(now + end).extendedText)"}
        """
      _ = try folder.write("key.\(index)", text: text)
    }
    let script =
      "n=$(cat \(folder.path)/n 2>/dev/null || echo 0); echo $((n+1)) >\(folder.path)/n; "
      + "if [ -e \(folder.path)/key.$n ]; then cat \(folder.path)/key.$n; else cat \(folder.path)/key.\(ends.count - 1); fi"
    let program = try folder.write("program", text: script)
    let configuration = try folder.write(
      "config", text: "[default]\nregion = eu-west-1\ncredential_process = sh \(program)\n")
    return try session(["AWS_CONFIG_FILE": configuration, "PATH": "/usr/bin:/bin"])
  }

  private func session(_ environment: [String: String]) throws -> AWSSession {
    try AWSSession(
      AWSSetup(
        environment: ["AWS_ENDPOINT_URL_STS": scene.stsURL, "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"]
          .merging(environment) { $1 }), options: HTTPClientOptions(userAgent: "logship-test"))
  }

  /// A session of a key in variables, whose end nobody tells.
  private func session() throws -> AWSSession {
    try session([
      "AWS_ACCESS_KEY_ID": "ASIA0", "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_SESSION_TOKEN": "session-token",
      "AWS_REGION": "eu-west-1", "AWS_CONFIG_FILE": "/nowhere",
    ])
  }

  private func error(_ session: AWSSession) -> AWSError? {
    do throws(AWSError) {
      _ = try session.webIdentityToken(audience: "api://a")
      return nil
    } catch {
      return error
    }
  }

  @Test("is signed by RS256, made out to the audience, and of the role") func token() throws {
    try setKeys(["ASIA0": [:]])
    let token = try session().webIdentityToken(audience: "api://AzureADTokenExchange")
    #expect("\(token)" == "***")
    let asked = try #require(try scene.asked("sts").first)
    #expect(
      asked.form == [
        "Action": "GetWebIdentityToken", "Version": "2011-06-15", "Audience.member.1": "api://AzureADTokenExchange",
        "SigningAlgorithm": "RS256", "DurationSeconds": "300",
      ])
    #expect(asked.claims?["sub"] == .string(Self.role))
    #expect(asked.headers["authorization"]?.contains("/eu-west-1/sts/aws4_request") == true)
    let header = try #require(token.reveal().split(separator: ".").first)
    let padded = String(header) + String(repeating: "=", count: (4 - header.count % 4) % 4)
    #expect(String(decoding: try #require(Base64.decode(padded)), as: UTF8.self).contains(#""alg":"RS256""#))
  }

  @Test("does not outlive the session", arguments: [(200, 190...200), (10_000, 300...300)])
  func duration(_ left: Int64, _ allowed: ClosedRange<Int>) throws {
    try setKeys(["ASIA0": ["end": .number(Date().timeIntervalSince1970 + Double(left))]])
    _ = try session(ends: [left]).webIdentityToken(audience: "api://a")
    let asked = try #require(try scene.asked("sts").first?.form["DurationSeconds"].flatMap { Int($0) })
    #expect(allowed.contains(asked))
  }

  @Test("is asked for with a newer key where the session is about to end") func newer() throws {
    try setKeys(["ASIA1": [:]])
    _ = try session(ends: [30, 3600]).webIdentityToken(audience: "api://a")
    #expect(try scene.asked("sts").map(\.form["DurationSeconds"]) == ["300"])
  }

  @Test("is not asked for where the session ends within a minute") func tooLate() throws {
    let failure = try #require(error(session(ends: [30])))
    #expect(failure.meaning == .refused)
    #expect("\(failure)".contains("a web identity token lives for 60 s at least"), "\(failure)")
    #expect(try scene.asked("sts").isEmpty)
  }

  @Test("is asked for once more, shorter, where the session's end was not known") func escalation() throws {
    try setKeys(["ASIA0": ["end": .number(Date().timeIntervalSince1970 + 200)]])
    _ = try session().webIdentityToken(audience: "api://a")
    #expect(try scene.asked("sts").map(\.form["DurationSeconds"]) == ["300", "60"])
  }

  @Test("is not to be had of a session that ends sooner than any token") func stillEscalating() throws {
    try setKeys(["ASIA0": ["end": .number(Date().timeIntervalSince1970 + 40)]])
    let failure = try #require(error(session()))
    #expect(failure.meaning == .refused)
    #expect("\(failure)".contains("the session of the key ends before the token would"), "\(failure)")
    #expect("\(failure)".contains("Get a new session and run again"), "\(failure)")
  }

  @Test("is not given by an account that has not enabled it") func disabled() throws {
    try setKeys(["ASIA0": [:]])
    try scene.set(.object(["federationEnabled": false]))
    let failure = try #require(error(session()))
    #expect(failure.meaning == .refused)
    #expect(
      "\(failure)".hasPrefix(
        "cannot get a web identity token for api://a in eu-west-1: outbound web identity federation is not enabled in "
          + "the account (403 OutboundWebIdentityFederationDisabledException). Enable it once by "
          + "`aws iam enable-outbound-web-identity-federation`"), "\(failure)")
  }

  @Test("is not given to a role without the permission, which is named") func denied() throws {
    try setKeys([
      "ASIA0": ["denied": true, "session": "arn:aws:sts::123456789012:assumed-role/shipper/i-1"]
    ])
    let failure = try #require(error(session()))
    #expect(failure.meaning == .refused)
    #expect("\(failure)".contains("role/shipper may not sts:GetWebIdentityToken"), "\(failure)")
    #expect("\(failure)".hasSuffix("(403 AccessDenied). Allow it on *"), "\(failure)")
  }

  @Test("is not asked for by a signature that does not hold") func wrongKey() throws {
    try setKeys(["ASIA0": ["secret": "another"]])
    #expect(error(try session())?.meaning == .refused)
  }

  /// AWS's documentation names the codes with and without their last word.
  @Test(
    "is refused with a remedy, by either form of the code",
    arguments: [
      ("OutboundWebIdentityFederationDisabled", "enable-outbound-web-identity-federation"),
      ("SessionDurationEscalation", "Get a new session"), ("JWTPayloadSizeExceeded", "Take tags off"),
    ])
  func codes(_ code: String, _ remedy: String) {
    for code in [code, "\(code)Exception"] {
      let operation = AWSOperation(action: "sts:GetWebIdentityToken", verb: "get", resource: "a token", arn: "*")
      let error = ServiceError(status: 403, code: code, message: "No.", operation: operation)
      #expect(error.description.contains(remedy))
    }
  }

  @Test(
    "is none where the answer holds no token",
    arguments: [
      "<a/>", "no XML",
      "<GetWebIdentityTokenResponse><GetWebIdentityTokenResult><WebIdentityToken>a&amp;b</WebIdentityToken>"
        + "</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>",
    ])
  func malformed(_ body: String) throws {
    try setKeys(["ASIA0": [:]])
    try scene.set(.object(["faults": .object(["sts": .array([.object(["status": 200, "body": .string(body)])])])]))
    #expect(error(try session())?.meaning == .unavailable)
  }
}
