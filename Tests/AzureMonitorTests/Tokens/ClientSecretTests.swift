import Digest
import Foundation
import Support
import Testing

@testable import AzureMonitor

@Suite("A token by a client secret") struct ClientSecretTests {
  @Test("is asked for as the client credentials flow has it") func form() throws {
    let scene = try TokenScene()
    let held = scene.held(
      .clientSecret(tenantID: scene.entra.tenant, clientID: TokenScene.client) { () in Secret(TokenScene.secret) },
      environment: ["AZURE_AUTHORITY_HOST": scene.entra.url + "/", "AZURE_TENANT_ID": "another"])
    #expect(try held.origin() == "secret")
    let asked = try #require(try scene.entra.asked("entra").first)
    #expect(asked.target == "/\(scene.entra.tenant)/oauth2/v2.0/token")
    #expect(
      asked.form == [
        "client_id": TokenScene.client, "client_secret": TokenScene.secret, "grant_type": "client_credentials",
        "scope": "https://monitor.azure.com/.default",
      ])
    #expect(UUID(uuidString: asked.headers["client-request-id"] ?? "") != nil)
  }

  @Test("takes from azure-identity's variables what its form leaves out") func variables() throws {
    let scene = try TokenScene()
    let held = scene.held(
      .clientSecret(tenantID: nil, clientID: nil, secret: nil),
      environment: scene.environment(["AZURE_CLIENT_SECRET": TokenScene.secret]))
    #expect(try held.origin() == "secret")
  }

  @Test("is asked for in the cloud's own scope", arguments: Cloud.allCases) func clouds(_ cloud: Cloud) throws {
    let scene = try TokenScene()
    try scene.entra.set(.object(["scope": .string("\(cloud.monitorResource)/.default")]))
    #expect(try scene.held(scene.secretSignIn, cloud: cloud).origin() == "secret")
  }

  static let absences: [([String: String], String)] = [
    (["AZURE_CLIENT_ID": "a", "AZURE_CLIENT_SECRET": "s"], "tenantId (or AZURE_TENANT_ID) is not set"),
    (
      ["AZURE_TENANT_ID": "a", "AZURE_CLIENT_ID": "", "AZURE_CLIENT_SECRET": "s"],
      "clientId (or AZURE_CLIENT_ID) is not set"
    ),
    (
      [:],
      "tenantId (or AZURE_TENANT_ID) and clientId (or AZURE_CLIENT_ID) and the secret (or AZURE_CLIENT_SECRET) are not set"
    ),
    (["AZURE_TENANT_ID": "a", "AZURE_CLIENT_ID": "b"], "the secret (or AZURE_CLIENT_SECRET) is not set"),
    (
      ["AZURE_TENANT_ID": "a/../b", "AZURE_CLIENT_ID": "b", "AZURE_CLIENT_SECRET": "s"],
      "AZURE_TENANT_ID is no id or domain of a tenant: it has other characters than letters, digits, hyphens and dots"
    ),
    (
      ["AZURE_TENANT_ID": "..", "AZURE_CLIENT_ID": "b", "AZURE_CLIENT_SECRET": "s"],
      "AZURE_TENANT_ID is no id or domain of a tenant: it has other characters than letters, digits, hyphens and dots"
    ),
  ]

  @Test("names what is nowhere, or is no tenant", arguments: absences)
  func absent(_ environment: [String: String], _ words: String) throws {
    let failure = reason(
      try TokenScene().held(.clientSecret(tenantID: nil, clientID: nil, secret: nil), environment: environment))
    #expect(failure?.kind == .configuration)
    #expect(failure?.words == words)
  }

  @Test(
    "is asked only of an address of a host, over TLS but for this machine",
    arguments: [
      "https://login.example/tenant", "https://user@login.example", "ftp://login.example", "https://login.example?a=b",
      "https://", "login.example/x", "http://login.example", "https://login.example#x",
    ])
  func authority(_ host: String) throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn, environment: scene.environment(["AZURE_AUTHORITY_HOST": host]))
    let failure = reason(held)
    #expect(failure?.kind == .configuration, "\(String(describing: failure))")
  }

  @Test("is asked of a host that is named without https, by TLS that is checked") func tls() throws {
    let scene = try TokenScene()
    let host = String(scene.entra.tlsURL.dropFirst("https://".count))
    let held = scene.held(scene.secretSignIn, environment: scene.environment(["AZURE_AUTHORITY_HOST": host]))
    #expect(try held.origin() == "secret")
  }

  @Test("is not to be had where the secret is not") func noSecret() throws {
    let scene = try TokenScene()
    for (kind, expected) in [
      (KeyFailure.Kind.configuration, TokenFailure.Kind.configuration), (.refused, .refused),
      (.unreachable, .unreachable),
    ] {
      let held = scene.held(
        .clientSecret(tenantID: nil, clientID: nil) { () throws(KeyFailure) in throw KeyFailure(kind, "no key") })
      #expect(reason(held) == TokenFailure(expected, "no key"))
    }
  }
}
