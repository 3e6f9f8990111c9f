import AWS
import Digest
import Foundation
import Support
import Synchronization
import Transport

@testable import AzureMonitor

/// A tenant with one application, the time that a test has it, and tokens got there.
final class TokenScene: Sendable {
  static let client = "11111111-2222-3333-4444-555555555555"
  static let secret = "s3cret/of~the+test"

  let entra: EntraScene
  private let application: [String: JSONValue]
  /// Stands still but for what a test lets pass.
  private let time = Mutex(Int64(Date().timeIntervalSince1970))

  /// A scene whose application has these proofs, a secret unless told otherwise.
  init(application: [String: JSONValue] = ["secret": .string(TokenScene.secret)]) throws {
    self.application = application
    entra = try EntraScene(.object(["applications": .object([Self.client: .object(application)])]))
  }

  /// Lets some seconds pass.
  func pass(_ seconds: Int64) { time.withLock { $0 += seconds } }

  var now: @Sendable () -> Int64 {
    { [self] in time.withLock { $0 } }
  }

  /// The variables of the tenant, and more.
  func environment(_ more: [String: String] = [:]) -> [String: String] {
    ["AZURE_AUTHORITY_HOST": entra.url, "AZURE_TENANT_ID": entra.tenant, "AZURE_CLIENT_ID": Self.client]
      .merging(more) { $1 }
  }

  /// A token of the application by its secret.
  var secretSignIn: SignIn { .clientSecret(tenantID: nil, clientID: nil) { () in Secret(Self.secret) } }

  func held(
    _ signIn: SignIn, environment: [String: String]? = nil, cloud: Cloud = .public,
    places: TokenSurroundings.Places? = nil, pause: Duration = .zero
  ) -> HeldToken {
    let environment = environment ?? self.environment()
    let http = HTTPClient(HTTPClientOptions(userAgent: "logship-test", caFile: entra.caFile))
    // No agent of Arc, should there be one on the machine that tests.
    let places = places ?? TokenSurroundings.Places(arcTokens: "/nowhere", arcAgent: "/nowhere/at-all")
    return HeldToken(
      signIn, TokenSurroundings(environment: environment, cloud: cloud, http: http, places: places, now: now),
      pause: pause)
  }

  /// Puts answers in the place of the next ones.
  func fail(_ faults: [(status: Int, headers: [String: String], body: String)], at kind: String = "entra") throws {
    let faults = faults.map { fault in
      JSONValue.object([
        "status": .number(Double(fault.status)), "headers": .object(fault.headers.mapValues { .string($0) }),
        "body": .string(fault.body),
      ])
    }
    try entra.set(.object(["faults": .object([kind: .array(faults)])]))
  }

  /// A token of an issuer that the application trusts from now on.
  func federatedToken() throws -> String {
    let subject = "arn:aws:iam::123456789012:role/pod"
    let credential: JSONValue = .object([
      "issuer": .string(entra.issuer), "subject": .string(subject), "audience": "api://AzureADTokenExchange",
    ])
    try entra.set(
      .object([
        "applications": .object([
          Self.client: .object(application.merging(["federated": .array([credential])]) { $1 })
        ]),
        "keys": .object(["ASIA0": .object(["secret": "x", "arn": .string(subject)])]),
      ]))
    let session = try AWSSession(
      AWSSetup(environment: [
        "AWS_ACCESS_KEY_ID": "ASIA0", "AWS_SECRET_ACCESS_KEY": "x", "AWS_CONFIG_FILE": "/nowhere",
        "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL_STS": entra.stsURL,
      ]), options: HTTPClientOptions(userAgent: "logship-test"))
    return try session.webIdentityToken(audience: "api://AzureADTokenExchange").reveal()
  }

  /// How often Entra was asked for a token.
  func count(_ kind: String = "entra") throws -> Int { try entra.asked(kind).count }
}

/// Why there is no token; nil where there is one.
func reason(_ held: HeldToken) -> TokenFailure? {
  do throws(TokenFailure) {
    _ = try held.current()
    return nil
  } catch {
    return error
  }
}

extension HeldToken {
  /// The token's own text.
  func text() throws -> String { try current().value.reveal() }

  /// The text without its number: where it is from.
  func origin() throws -> String { try text().split(separator: "-").dropLast().joined(separator: "-") }
}
