import Foundation
import LocalWorkspace
import Support
import Testing

@Suite("The token endpoint") struct TokenEndpointTests {
  @Test("gives out a token that the rule takes, until it expires") func token() throws {
    let workspace = try RunningRule(faults: ["requests=2: clock=+61m"]) { $0.tokenLifetime = 3600 }
    let answers = try workspace.send(#"{"form": {}}"#, "{}", "{}", "{}")
    #expect(answers[0].status == 200)
    #expect(answers[0].json?["token_type"] == "Bearer")
    #expect(answers[0].json?["expires_in"] == 3600)
    #expect(answers[0].headers?["content-type"] == "application/json; charset=utf-8")
    #expect(answers[1...].map(\.status) == [204, 401, 204])
    #expect(answers[2].code == "InvalidToken")
    #expect(answers[2].message == "The token is expired.")
  }

  @Test("never gives out a token twice") func unguessable() throws {
    let answers = try RunningRule().send(#"{"form": {}, "repeat": 20}"#)
    let tokens = answers.compactMap { $0.json?["access_token"]?.string }
    #expect(Set(tokens).count == 20)
    #expect(tokens.allSatisfy { $0.count == 43 })
  }

  private static let monitor = "https://monitor.azure.com"

  private static let refused = [
    (#"{"form": {"client_secret": "wrong"}}"#, 401, "invalid_client", 7_000_215),
    (#"{"form": {"client_secret": null}}"#, 401, "invalid_client", 7_000_216),
    (#"{"form": {"client_id": "30000000-0000-4000-8000-000000000003"}}"#, 400, "unauthorized_client", 700_016),
    (#"{"form": {"client_id": null}}"#, 400, "invalid_request", 900_144),
    (#"{"form": {}, "tenant": "elsewhere.example"}"#, 400, "invalid_request", 90002),
    (#"{"form": {"scope": "\#(monitor)"}}"#, 400, "invalid_scope", 1_002_012),
    (#"{"form": {"scope": "\#(monitor)/.default openid"}}"#, 400, "invalid_scope", 1_002_012),
    (#"{"form": {"scope": "https://vault.azure.net/.default"}}"#, 400, "invalid_resource", 500_011),
    (#"{"form": {"scope": null}}"#, 400, "invalid_request", 900_144),
    (#"{"form": {"grant_type": "password"}}"#, 400, "unsupported_grant_type", 70003),
    (#"{"form": {"grant_type": null}}"#, 400, "invalid_request", 900_144),
    (#"{"raw": "grant_type=client_credentials&client_id=%zz"}"#, 400, "invalid_request", 900_144),
    (#"{"form": {}, "contentType": "application/json"}"#, 400, "invalid_request", 900_144),
    (#"{"form": {"client_secret": null, "client_assertion": "a.b.c"}}"#, 400, "invalid_request", 900_144),
    (
      #"{"form": {"client_secret": null, "client_assertion": "a.b.c", "client_assertion_type": "\#(assertionType)"}}"#,
      401, "invalid_client", 70025
    ),
  ]

  private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

  private static let refusals = Result {
    let requests = refused.map(\.0)
    return Dictionary(uniqueKeysWithValues: zip(requests, try RunningRule().send(requests)))
  }

  @Test("refuses as Entra does, with its error and number", arguments: refused)
  func refuses(_ request: String, _ status: Int, _ error: String, _ number: Int) throws {
    let answer = try #require(try Self.refusals.get()[request])
    #expect(answer.status == status)
    #expect(answer.json?["error"]?.string == error)
    #expect(answer.json?["error_codes"] == .array([.number(Double(number))]))
    let description = try #require(answer.json?["error_description"]?.string)
    #expect(description.hasPrefix("AADSTS\(number): "))
    for name in ["timestamp", "trace_id", "correlation_id"] { #expect(answer.json?[name]?.string?.isEmpty == false) }
    #expect(!description.contains("wrong"))
  }

  @Test("takes Microsoft's own way of writing the scope, and a secret in any characters") func forms() throws {
    let workspace = try RunningRule { $0.secret = ClientSecret("+ &=%é") }
    let answers = try workspace.send(
      #"{"form": {"client_secret": "+ &=%é", "scope": "\#(Self.monitor)//.default"}}"#,
      #"{"form": {"client_secret": " &=%é"}}"#)
    #expect(answers.map(\.status) == [200, 401])
  }

  /// A JWT with these claims, signed by nobody.
  private static func jwt(_ claims: [String: JSONValue], algorithm: String = "RS256") throws -> String {
    func part(_ value: JSONValue) throws -> String {
      try JSONEncoder().encode(value).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        .replacing("=", with: "")
    }
    return try "\(part(.object(["alg": .string(algorithm)]))).\(part(.object(claims))).c2lnbmVk"
  }

  private static let now = Date().timeIntervalSince1970.rounded()
  private static let client = LogsIngestionOptions.defaultClient
  private static let ownAudience =
    "https://login.microsoftonline.com/\(LogsIngestionOptions.defaultTenant)/oauth2/v2.0/token"

  private static let federated: [String: JSONValue] = [
    "iss": "https://x.tokens.sts.global.api.aws", "sub": "arn:aws:iam::123456789012:role/shipper",
    "aud": "api://AzureADTokenExchange", "exp": .number(now + 3600), "nbf": .number(now - 10),
  ]
  private static let own: [String: JSONValue] = [
    "iss": .string(client), "sub": .string(client), "aud": .string(ownAudience), "exp": .number(now + 3600),
  ]

  private static let assertions: [(String, [String: JSONValue], String, Int?)] = [
    ("federated", federated, "RS256", nil), ("the client's own", own, "PS256", nil),
    ("expired", federated.merging(["exp": .number(now - 1000)]) { $1 }, "RS256", 700_024),
    ("not yet valid", federated.merging(["nbf": .number(now + 1000)]) { $1 }, "RS256", 700_024),
    ("of another audience", federated.merging(["aud": "sts.amazonaws.com"]) { $1 }, "RS256", 700_212),
    ("federated, but ES384", federated, "ES384", 50027),
    ("without a subject", federated.filter { $0.key != "sub" }, "RS256", 50027),
    ("the client's own of another subject", own.merging(["sub": "other"]) { $1 }, "RS256", 700_021),
    (
      "the client's own for another tenant",
      own.merging(["aud": "https://login.microsoftonline.com/x/oauth2/v2.0/token"]) { $1 }, "RS256", 50027
    ),
  ]

  @Test("checks an assertion but for its signature", arguments: assertions)
  func assertion(_ name: String, _ claims: [String: JSONValue], _ algorithm: String, _ number: Int?) throws {
    let workspace = try RunningRule {
      $0.secret = nil
      $0.takesAssertions = true
    }
    let text = try Self.jwt(claims, algorithm: algorithm)
    let answer = try workspace.send(
      #"{"form": {"client_secret": null, "client_assertion": "\#(text)", "client_assertion_type": "\#(Self.assertionType)"}}"#
    )[0]
    #expect(answer.status == (number == nil ? 200 : 401), "\(answer)")
    #expect(answer.json?["error_codes"] == number.map { .array([.number(Double($0))]) })
  }

  @Test("refuses what is no JWT", arguments: ["x", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.c2ln", "!.e30.c2ln"])
  func noJWT(_ text: String) throws {
    let workspace = try RunningRule { $0.takesAssertions = true }
    let answer = try workspace.send(
      #"{"form": {"client_secret": null, "client_assertion": "\#(text)", "client_assertion_type": "\#(Self.assertionType)"}}"#
    )[0]
    #expect(answer.json?["error_codes"] == .array([50027]))
  }

  @Test("leaves no secret and no token in what is stored and reported") func secrets() throws {
    let workspace = try RunningRule()
    let answers = try workspace.send(#"{"form": {}}"#, #"{"form": {"client_secret": "s3cret!"}}"#, "{}")
    let token = try #require(answers[0].json?["access_token"]?.string)
    let kept = "\(try workspace.rows("SELECT * FROM requests"))\(workspace.lines)"
    for secret in [token, "s3cret!", RunningRule.secret] { #expect(!kept.contains(secret)) }
    #expect(kept.contains("/oauth2/v2.0/token"))
  }
}
