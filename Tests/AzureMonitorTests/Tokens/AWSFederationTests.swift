import AWS
import Digest
import Foundation
import Support
import Testing
import Transport

@testable import AzureMonitor

/// An AWS role that signs in to Azure, both sides by servers of their public protocols.
@Suite("A token by AWS federation") struct AWSFederationTests {
  static let role = "arn:aws:iam::123456789012:role/path/shipper"
  static let keyID = "ASIAEXAMPLE"
  static let keySecret = "aws-secret-of-the-test"

  let scene: TokenScene

  init() throws {
    scene = try TokenScene(application: [:])
    try trust()
    try setKey([:])
  }

  private func trust(
    issuer: String? = nil, subject: String = AWSFederationTests.role, audience: String = "api://AzureADTokenExchange"
  ) throws {
    let credential: [String: JSONValue] = [
      "issuer": .string(issuer ?? scene.entra.issuer), "subject": .string(subject), "audience": .string(audience),
    ]
    try scene.entra.set(
      .object([
        "applications": .object([TokenScene.client: .object(["federated": .array([.object(credential)])])])
      ]))
  }

  private func setKey(_ more: [String: JSONValue]) throws {
    let key: [String: JSONValue] = [
      "secret": .string(Self.keySecret), "token": "session-token", "arn": .string(Self.role),
    ]
    try scene.entra.set(.object(["keys": .object([Self.keyID: .object(key.merging(more) { $1 })])]))
  }

  private func signIn() throws -> SignIn {
    let session = try AWSSession(
      AWSSetup(environment: [
        "AWS_ACCESS_KEY_ID": Self.keyID, "AWS_SECRET_ACCESS_KEY": Self.keySecret,
        "AWS_SESSION_TOKEN": "session-token", "AWS_REGION": "eu-west-1", "AWS_CONFIG_FILE": "/nowhere",
        "AWS_ENDPOINT_URL_STS": scene.entra.stsURL,
      ]), options: HTTPClientOptions(userAgent: "logship-test"))
    return .awsFederation(tenantID: nil, clientID: nil) { audience throws(KeyFailure) in
      do throws(AWSError) {
        return try session.webIdentityToken(audience: audience)
      } catch {
        throw KeyFailure(error.meaning == .refused ? .refused : .unreachable, "\(error)")
      }
    }
  }

  @Test("is given for a role that nothing but its own key is stored of") func given() throws {
    #expect(try scene.held(signIn()).origin() == "federated")
    let sts = try #require(try scene.entra.asked("sts").first)
    #expect(
      sts.form == [
        "Action": "GetWebIdentityToken", "Version": "2011-06-15", "Audience.member.1": "api://AzureADTokenExchange",
        "SigningAlgorithm": "RS256", "DurationSeconds": "300",
      ])
    let asked = try #require(try scene.entra.asked("entra").first)
    #expect(asked.claims?["sub"] == .string(Self.role))
    #expect(asked.claims?["header"]?["alg"] == "RS256")
    #expect(asked.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
  }

  @Test(
    "is asked of STS for the cloud's audience",
    arguments: [
      (Cloud.usGovernment, "api://AzureADTokenExchangeUSGov"), (.china, "api://AzureADTokenExchangeChina"),
    ])
  func audience(_ cloud: Cloud, _ audience: String) throws {
    try trust(audience: audience)
    try scene.entra.set(.object(["scope": .string("\(cloud.monitorResource)/.default")]))
    #expect(try scene.held(signIn(), cloud: cloud).origin() == "federated")
  }

  static let mismatches: [(String, String, String, String)] = [
    ("700211", "https://other.tokens.sts.global.api.aws", role, "api://AzureADTokenExchange"),
    ("700213", "", "arn:aws:iam::123456789012:role/shipper", "api://AzureADTokenExchange"),
    ("700213", "", role.uppercased(), "api://AzureADTokenExchange"),
    ("700212", "", role, "api://AzureADTokenExchangeUSGov"),
  ]

  @Test("may settle where no federated credential matches yet", arguments: mismatches)
  func settling(_ code: String, _ issuer: String, _ subject: String, _ audience: String) throws {
    try trust(issuer: issuer.isEmpty ? nil : issuer, subject: subject, audience: audience)
    let held = try scene.held(signIn())
    let first = try #require(reason(held))
    #expect(first.kind == .settling)
    #expect(first.words.contains("AADSTS\(code)"), "\(first.words)")
    #expect(first.words.hasSuffix("Entra needs some minutes to know a new federated credential"))
    // One that came to match after all makes up for it.
    try trust()
    #expect(try held.origin() == "federated")
  }

  @Test("is not given where STS does not vouch for the key") func noToken() throws {
    try scene.entra.set(.object(["federationEnabled": false]))
    let failure = try #require(reason(scene.held(signIn())))
    #expect(failure.kind == .refused)
    #expect(failure.words.contains("aws iam enable-outbound-web-identity-federation"), "\(failure.words)")
    #expect(try scene.count() == 0)
  }

  @Test("shows neither the key nor the assertion where it is refused") func hidden() throws {
    try scene.fail([(401, [:], "refused")])
    let failure = try #require(reason(scene.held(signIn())))
    let assertion = try #require(try scene.entra.asked("entra").first?.form["client_assertion"])
    for secret in [assertion, Self.keySecret, "session-token"] { #expect(!failure.words.contains(secret)) }
  }
}
