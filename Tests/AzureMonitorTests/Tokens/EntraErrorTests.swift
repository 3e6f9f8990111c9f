import Digest
import Foundation
import Support
import Testing

@testable import AzureMonitor

@Suite("A token that Entra refuses") struct EntraErrorTests {
  /// What Entra says, as its page on error codes and users report it, and what it comes to.
  static let answers: [(Int, Int, String, TokenFailure.Kind, String)] = [
    (401, 7_000_215, "Invalid client secret provided. Ensure the secret being sent", .refused, "secret is not the"),
    (401, 7_000_222, "The provided client secret keys for app 'x' are expired.", .refused, "secret has expired"),
    (400, 700_016, "Application with identifier 'x' was not found in the directory.", .configuration, "no such appl"),
    (400, 90_002, "Tenant 'x' not found. Check to make sure", .configuration, "no such tenant in this cloud"),
    (400, 900_023, "Specified tenant identifier 'x' is neither a valid DNS name", .configuration, "no such tenant"),
    (401, 700_024, "Client assertion is not within its valid time range.", .refused, "not valid at this time"),
    (401, 700_027, "The certificate with identifier used to sign", .refused, "certificate is not one of"),
    (400, 53_003, "Access has been blocked by Conditional Access policies.", .refused, "conditional access policy"),
    (
      400, 500_011, "The resource principal named x was not found", .configuration,
      "does not know the service that the token is for"
    ),
    (400, 70_011, "The provided value for scope is not valid.", .configuration, "scope is not one of this cloud"),
    (400, 7_000_112, "Application 'x' is disabled.", .refused, "disabled in its tenant"),
    (400, 90_033, "A transient error has occurred.", .unreachable, "passing trouble"),
    (400, 123_456, "Something new.", .refused, "https://login.microsoftonline.com/error?code=123456"),
  ]

  private static func body(_ code: Int, _ text: String) -> String {
    """
    {"error": "invalid_client", "error_description": "AADSTS\(code): \(text) Trace ID: 1-2 Correlation ID: 3-4 \
    Timestamp: 2026-11-26 07:00:00Z", "error_codes": [\(code)], "trace_id": "1-2", "correlation_id": "3-4"}
    """
  }

  @Test("is told with the code's meaning, what was said first, and the ids of the request", arguments: answers)
  func told(_ status: Int, _ code: Int, _ text: String, _ kind: TokenFailure.Kind, _ words: String) throws {
    let scene = try TokenScene()
    try scene.fail([(status, [:], Self.body(code, text))])
    let failure = try #require(reason(scene.held(scene.secretSignIn)))
    #expect(failure.kind == kind)
    #expect(failure.words.contains(words), "\(failure.words)")
    #expect(failure.words.contains("\(status) AADSTS\(code): "), "\(failure.words)")
    #expect(failure.words.contains(", trace id 1-2, correlation id 3-4)"), "\(failure.words)")
    #expect(!failure.words.contains("Timestamp"))
    #expect(failure.words.hasPrefix("cannot get a token of Entra for application \(TokenScene.client) in tenant "))
  }

  @Test("for a wrong secret is told whole") func whole() throws {
    let scene = try TokenScene(application: ["secret": "another"])
    let words = try #require(reason(scene.held(scene.secretSignIn))).words
    let ids = /, trace id [0-9a-f-]{36}, correlation id [0-9a-f-]{36}\)/
    #expect(
      words.replacing(ids, with: ")") == """
        cannot get a token of Entra for application \(TokenScene.client) in tenant \(scene.entra.tenant) by \
        clientSecret: the client secret is not the application's (401 AADSTS7000215: Invalid client secret provided). \
        Give the secret's value and not its id, as it was shown when the secret was made, or make a new one
        """)
  }

  @Test("never shows the secret, even where the answer does") func secret() throws {
    let scene = try TokenScene()
    for body in [Self.body(7_000_215, "Not \(TokenScene.secret), no."), "page with \(TokenScene.secret)"] {
      try scene.fail([(401, [:], body)])
      let failure = try #require(reason(scene.held(scene.secretSignIn)))
      #expect(failure.words.contains("***"), "\(failure.words)")
      var dumped = ""
      dump(failure, to: &dumped)
      #expect(!(failure.words + dumped).contains(TokenScene.secret))
    }
  }

  @Test("never shows the secret as a form has it, nor among the ids of the request") func encodedSecret() throws {
    let scene = try TokenScene()
    // As `urllib.parse.quote_plus` has it.
    let encoded = "s3cret%2Fof~the%2Btest"
    for written in [TokenScene.secret, encoded] {
      let ids = Self.body(7_000_215, "Not \(written), no.").replacing("1-2", with: written).replacing(
        "3-4", with: "client_secret=\(written)&scope=x")
      for body in [ids, "page with \(written)"] {
        try scene.fail([(401, [:], body)])
        let failure = try #require(reason(scene.held(scene.secretSignIn)))
        #expect(failure.words.contains("***"), "\(failure.words)")
        #expect(!failure.words.contains(written), "\(failure.words)")
      }
    }
  }

  @Test("by an answer that is not Entra's names what may stand in its place", arguments: [302, 403, 404])
  func foreign(_ status: Int) throws {
    let scene = try TokenScene()
    try scene.fail([(status, ["Content-Type": "text/html"], "<html>Blocked\u{1B}[31m</html>")])
    let failure = try #require(reason(scene.held(scene.secretSignIn)))
    #expect(failure.kind == (status == 403 ? .refused : .configuration))
    #expect(failure.words.contains("whether a proxy answers in Entra's place"))
    #expect(!failure.words.contains("\u{1B}"))
  }

  @Test(
    "by an acceptance without a usable token may be given later",
    arguments: [
      "", "{}", #"{"access_token": "a", "expires_in": 0}"#, #"{"access_token": "a\nb", "expires_in": 3600}"#,
      #"{"access_token": "a"}"#, #"{"access_token": "a", "expires_in": "soon"}"#,
      #"{"access_token": "a", "expires_in": 99999999999999}"#,
    ])
  func unusable(_ body: String) throws {
    let scene = try TokenScene()
    try scene.fail([(200, [:], body)])
    #expect(reason(scene.held(scene.secretSignIn))?.kind == .unreachable)
  }

  @Test("for its load or an outage may be given later", arguments: [408, 429, 500, 502, 503, 504])
  func busy(_ status: Int) throws {
    let scene = try TokenScene()
    try scene.fail([(status, [:], "")])
    let failure = try #require(reason(scene.held(scene.secretSignIn)))
    #expect(failure.kind == .unreachable)
    #expect(failure.words.contains("Entra is busy or out of order (\(status))"))
  }

  @Test("by nobody at all may be given later") func nobody() throws {
    let scene = try TokenScene()
    let held = scene.held(
      scene.secretSignIn, environment: scene.environment(["AZURE_AUTHORITY_HOST": "http://127.0.0.1:1"]))
    #expect(reason(held)?.kind == .unreachable)
  }

  @Test(
    "tells of a clock that is off, where an assertion's times may be at fault",
    arguments: [
      (700_024, true), (700_027, true), (50_013, true), (123_456, true), (7_000_222, false), (7_000_215, false),
      (700_016, false),
    ])
  func clock(_ code: Int, _ isTold: Bool) throws {
    let scene = try TokenScene()
    scene.pass(1200)
    try scene.fail([(401, [:], Self.body(code, "No."))])
    let failure = try #require(reason(scene.held(scene.secretSignIn)))
    #expect(failure.words.contains(". This machine's clock is 20 min") == isTold, "\(failure.words)")
    // It is no verdict: only the shared key's signature depends on the clock alone.
    #expect(!failure.words.contains("cause is") && !failure.words.contains("signature is refused"))
  }
}
