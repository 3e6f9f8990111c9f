import Digest
import Foundation
import Support
import Testing

@testable import AzureMonitor

@Suite("A token of a managed identity") struct ManagedIdentityTests {
  private static let other = "99999999-8888-7777-6666-555555555555"

  let scene: TokenScene
  let folder: TemporaryFolder

  init() throws {
    scene = try TokenScene()
    folder = try TemporaryFolder()
    try scene.entra.set(
      .object([
        "identities": .array(["", .string(TokenScene.client)]), "header": "app-header-of-the-test",
        "arcFolder": .string(folder.path),
      ]))
  }

  private var instance: [String: String] { ["AZURE_POD_IDENTITY_AUTHORITY_HOST": scene.entra.instanceURL] }
  private var app: [String: String] {
    ["IDENTITY_ENDPOINT": scene.entra.appURL, "IDENTITY_HEADER": "app-header-of-the-test"]
  }
  private var arc: [String: String] {
    ["IDENTITY_ENDPOINT": scene.entra.arcURL, "IMDS_ENDPOINT": "http://localhost:40342"]
  }

  private func held(_ environment: [String: String], clientID: String? = nil) -> HeldToken {
    scene.held(
      .managedIdentity(clientID: clientID), environment: environment,
      places: TokenSurroundings.Places(arcTokens: folder.path, arcAgent: "/nowhere/at-all"))
  }

  @Test("is the machine's own, or the assigned one that is named, in each place") func identities() throws {
    for (place, origin) in [(instance, "imds"), (app, "app"), (arc, "arc")] {
      #expect(try held(place).origin() == origin)
      #expect(try held(place, clientID: TokenScene.client).origin() == "\(origin)-\(TokenScene.client)")
      let byVariable = place.merging(["AZURE_CLIENT_ID": TokenScene.client]) { $1 }
      #expect(try held(byVariable).origin() == "\(origin)-\(TokenScene.client)")
    }
  }

  @Test("is asked for as azure-identity asks each place") func requests() throws {
    let resource = "resource=https%3A%2F%2Fmonitor.azure.com"
    _ = try held(instance).text()
    _ = try held(app, clientID: TokenScene.client).text()
    _ = try held(arc).text()
    let asked = try scene.entra.asked()
    let tenant = scene.entra.tenant
    #expect(
      asked.map(\.target) == [
        "/imds/\(tenant)/metadata/identity/oauth2/token?api-version=2018-02-01&\(resource)",
        "/app/\(tenant)?api-version=2019-08-01&\(resource)&client_id=\(TokenScene.client)",
        "/arc/\(tenant)?api-version=2020-06-01&\(resource)", "/arc/\(tenant)?api-version=2020-06-01&\(resource)",
      ])
    #expect(asked.allSatisfy { $0.headers["metadata"] == "true" })
    #expect(asked[1].headers["x-identity-header"] == "app-header-of-the-test")
    #expect(asked.map(\.status) == [200, 200, 401, 200])
    #expect(asked[3].headers["authorization"] == "Basic key-of-\(tenant)")
  }

  @Test("is of the cloud's own resource") func clouds() throws {
    try scene.entra.set(.object(["resource": "https://monitor.azure.us"]))
    let token = scene.held(.managedIdentity(clientID: nil), environment: instance, cloud: .usGovernment)
    #expect(try token.origin() == "imds")
  }

  @Test("that nobody assigned is refused, and the way out is told") func unassigned() throws {
    for place in [instance, app, arc] {
      let failure = try #require(reason(held(place, clientID: Self.other)))
      #expect(failure.kind == .refused)
      #expect(failure.words.contains("400 "), "\(failure.words)")
    }
    try scene.entra.set(.object(["identities": .array([])]))
    let words = try #require(reason(held(instance))).words
    #expect(words.contains("no identity is assigned to this machine"), "\(words)")
  }

  @Test("is given later where the place is not ready", arguments: [404, 410, 429, 500, 503])
  func notReady(_ status: Int) throws {
    try scene.fail([(status, ["Retry-After": "7"], "")], at: "imds")
    let failure = try #require(reason(held(instance)))
    #expect(failure.kind == .unreachable)
    #expect(failure.after == .seconds(7))
    guard status != 404, status != 410 else { return }
    for (place, kind) in [(app, "app"), (arc, "arc")] {
      try scene.fail([(status, [:], "")], at: kind)
      #expect(reason(held(place))?.kind == .unreachable)
    }
  }

  @Test("is waited for where its form is named and nobody answers") func nobody() throws {
    #expect(reason(held(["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"]))?.kind == .unreachable)
    let app = ["IDENTITY_ENDPOINT": "http://127.0.0.1:1/msi/token", "IDENTITY_HEADER": "h"]
    #expect(reason(held(app))?.kind == .unreachable)
  }

  @Test(
    "is asked for in the clear of this machine and its own link alone",
    arguments: [
      ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://192.0.2.1"],
      ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://169.254.169.253"],
      ["IDENTITY_ENDPOINT": "http://192.0.2.1/msi/token", "IDENTITY_HEADER": "h"],
      ["IDENTITY_ENDPOINT": "http://169.254.1.2.example/msi/token", "IDENTITY_HEADER": "h"],
      ["IDENTITY_ENDPOINT": "http://169.254.1.2@192.0.2.1/msi/token", "IDENTITY_HEADER": "h"],
      ["IDENTITY_ENDPOINT": "http://192.0.2.1/token", "IMDS_ENDPOINT": "h"],
    ])
  func plain(_ environment: [String: String]) {
    let failure = reason(held(environment))
    #expect(failure?.kind == .configuration, "\(String(describing: failure))")
  }

  @Test(
    "of an app on Linux is asked for on the link's own addresses",
    arguments: [
      ("http://169.254.130.3:8081/msi/token", "169.254.130.3"), ("HTTP://169.254.0.1", "169.254.0.1"),
      ("http://169.254.1.256/a", nil), ("http://169.254.1/a", nil), ("http://169.254.01.2/a", nil),
      ("https://169.254.1.2/a", nil), ("http://169.253.1.2/a", nil), ("169.254.1.2", nil),
    ])
  func linkLocal(_ url: String, _ host: String?) {
    #expect(LocalEndpoint.linkLocalHost(url) == host)
  }

  @Test(
    "of Azure Arc takes no other file for a key",
    arguments: [
      "/etc/passwd", "/etc/hostname.key", "FOLDER/../x.key", "FOLDER/deeper/x.key", "FOLDER/x.pem", "FOLDER/.key", "",
      "FOLDER/none.key",
    ])
  func challenge(_ path: String) throws {
    try scene.entra.set(
      .object(["arcPath": .string(path.replacing("FOLDER", with: folder.path) + (path.isEmpty ? " " : ""))]))
    let failure = try #require(reason(held(arc)))
    #expect(failure.kind == .refused)
    #expect(failure.words.contains("its challenge names"), "\(failure.words)")
    #expect(try scene.count("arc") == 1)
  }

  @Test("of Azure Arc takes no key of more than 4096 bytes, and shows none") func largeKey() throws {
    try scene.entra.set(.object(["arcKey": .string(String(repeating: "k", count: 4097))]))
    let words = try #require(reason(held(arc))).words
    #expect(words.contains("which is larger than 4096 bytes"), "\(words)")
    try scene.entra.set(.object(["arcKey": "wrong-key-of-the-test"]))
    let failure = try #require(reason(held(arc)))
    #expect(failure.kind == .refused)
    #expect(!failure.words.contains("wrong-key-of-the-test"))
  }

  @Test("of Azure Arc is taken only where the agent confirms whose it is") func unconfirmed() throws {
    try scene.entra.set(.object(["arcConfirms": false]))
    #expect(try held(arc).origin() == "arc")
    let failure = try #require(reason(held(arc, clientID: TokenScene.client)))
    #expect(failure.kind == .refused)
    #expect(failure.words.contains("does not confirm"), "\(failure.words)")
  }

  @Test("shows the secret of an app to nobody else") func header() throws {
    let wrong = app.merging(["IDENTITY_HEADER": "wrong-header-of-the-test"]) { $1 }
    let failure = try #require(reason(held(wrong)))
    #expect(failure.kind == .refused)
    #expect(!failure.words.contains("wrong-header"), "\(failure.words)")
  }

  @Test(
    "of another kind of place is not taken for any of these",
    arguments: [
      ["MSI_ENDPOINT": "http://localhost:1"], ["MSI_ENDPOINT": "http://localhost:1", "MSI_SECRET": "s"],
      ["IDENTITY_ENDPOINT": "https://localhost:1", "IDENTITY_HEADER": "h", "IDENTITY_SERVER_THUMBPRINT": "t"],
      ["IDENTITY_ENDPOINT": "https://localhost:1"],
    ])
  func foreign(_ environment: [String: String]) {
    #expect(reason(held(environment))?.kind == .configuration)
  }
}
