import Digest
import Foundation
import Support
import Testing

@testable import AzureMonitor

/// One set of variables, and where the token is from that it gives.
struct TokenCombination: Sendable, CustomTestStringConvertible {
  /// What the machine offers beside the tenant.
  enum Part: String, Sendable {
    case secret, wrongSecret, certificate, workload, brokenWorkload, instance, emptyInstance, app, cli, cliSignedOut
    case noTenant, noClient
    case onlyProduction, onlyDevelopers, onlyCLI, onlyInstance
  }

  let parts: [Part]
  /// nil where there is none.
  let origin: String?

  var testDescription: String { parts.map(\.rawValue).joined(separator: ", ") }

  init(_ parts: Part..., gives origin: String?) {
    self.parts = parts
    self.origin = origin
  }

  static let all = [
    TokenCombination(gives: nil),
    TokenCombination(.secret, gives: "secret"),
    TokenCombination(.certificate, gives: "certificate"),
    TokenCombination(.secret, .certificate, .workload, .instance, .cli, gives: "secret"),
    TokenCombination(.certificate, .workload, .instance, .cli, gives: "certificate"),
    TokenCombination(.workload, .instance, .cli, gives: "federated"),
    TokenCombination(.instance, .cli, gives: "imds-\(TokenScene.client)"),
    TokenCombination(.instance, .noClient, .cli, gives: "imds"),
    TokenCombination(.app, .cli, gives: "app-\(TokenScene.client)"),
    TokenCombination(.app, .instance, .noClient, gives: "app"),
    TokenCombination(.cli, gives: "cli"),
    TokenCombination(.cliSignedOut, gives: nil),
    TokenCombination(.emptyInstance, .cli, gives: "cli"),
    TokenCombination(.emptyInstance, .noClient, .cli, gives: "cli"),
    TokenCombination(.emptyInstance, .cliSignedOut, gives: nil),
    // Who is configured and fails ends the search.
    TokenCombination(.wrongSecret, .certificate, .workload, .instance, .cli, gives: nil),
    TokenCombination(.brokenWorkload, .instance, .cli, gives: nil),
    // What is not whole is not configured.
    TokenCombination(.secret, .noTenant, .instance, .cli, gives: "imds-\(TokenScene.client)"),
    TokenCombination(.secret, .noClient, .cli, gives: "cli"),
    TokenCombination(.workload, .noClient, .cli, gives: nil),
    TokenCombination(.workload, .noTenant, .instance, gives: "imds-\(TokenScene.client)"),
    TokenCombination(.secret, .cli, .onlyDevelopers, gives: "cli"),
    TokenCombination(.secret, .cli, .onlyCLI, gives: "cli"),
    TokenCombination(.secret, .instance, .onlyInstance, gives: "imds-\(TokenScene.client)"),
    TokenCombination(.cli, .onlyProduction, gives: nil),
    TokenCombination(.secret, .cli, .onlyProduction, gives: "secret"),
    TokenCombination(.cli, .onlyInstance, gives: nil),
  ]
}

@Suite("A token by default") struct DefaultSignInTests {
  private static let oracle = Result { try CommandServer("azure-identity-oracle.py") }

  private struct Answer: Decodable {
    let token: String?
    let error: String?
  }

  /// A machine as a combination has it, which azure-identity and we find alike.
  private final class Machine {
    let scene: TokenScene
    let folder: TemporaryFolder
    var environment: [String: String]

    init(_ parts: [TokenCombination.Part]) throws {
      folder = try TemporaryFolder()
      let pair = try CertificatePair.shared.get()
      scene = try TokenScene(application: [
        "secret": .string(TokenScene.secret), "certificate": .string(pair.certificate),
      ])
      environment = scene.environment([
        "AZURE_AUTHORITY_HOST": scene.entra.tlsURL, "REQUESTS_CA_BUNDLE": scene.entra.caFile,
        "PATH": "\(folder.path)/bin:/usr/bin:/bin", "HOME": folder.path,
        // Nobody is there, unless a part says so.
        "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1",
      ])
      try scene.entra.set(
        .object(["identities": .array(["", .string(TokenScene.client)]), "header": "app-header-of-the-test"]))
      for part in parts { try add(part) }
    }

    private func add(_ part: TokenCombination.Part) throws {
      switch part {
      case .secret: environment["AZURE_CLIENT_SECRET"] = TokenScene.secret
      case .wrongSecret: environment["AZURE_CLIENT_SECRET"] = "wrong-secret-of-the-test"
      case .certificate:
        let pair = try CertificatePair.shared.get()
        environment["AZURE_CLIENT_CERTIFICATE_PATH"] = try folder.write(
          "pair.pem", text: pair.key + pair.certificate)
      case .workload:
        environment["AZURE_FEDERATED_TOKEN_FILE"] = try folder.write("token", text: try scene.federatedToken())
      case .brokenWorkload: environment["AZURE_FEDERATED_TOKEN_FILE"] = "/nowhere/token"
      case .instance: environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = scene.entra.instanceURL
      case .emptyInstance:
        environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = scene.entra.instanceURL
        try scene.entra.set(.object(["identities": .array([])]))
      case .app:
        environment["IDENTITY_ENDPOINT"] = scene.entra.appURL
        environment["IDENTITY_HEADER"] = "app-header-of-the-test"
      case .cli: try writeCLI("echo '{\"accessToken\": \"cli-1\", \"expires_on\": 4000000000}'")
      case .cliSignedOut: try writeCLI("echo 'Please run az login' >&2; exit 1")
      case .noTenant: environment["AZURE_TENANT_ID"] = nil
      case .noClient: environment["AZURE_CLIENT_ID"] = nil
      case .onlyProduction: environment["AZURE_TOKEN_CREDENTIALS"] = "prod"
      case .onlyDevelopers: environment["AZURE_TOKEN_CREDENTIALS"] = "Dev"
      case .onlyCLI: environment["AZURE_TOKEN_CREDENTIALS"] = "AzureCliCredential"
      case .onlyInstance: environment["AZURE_TOKEN_CREDENTIALS"] = "ManagedIdentityCredential"
      }
    }

    private func writeCLI(_ script: String) throws {
      try writeProgram("#!/bin/sh\n\(script)\n", "\(folder.path)/bin/az")
    }

    func held() -> HeldToken { scene.held(.standard, environment: environment) }
  }

  @Test("is from where azure-identity gets it", arguments: TokenCombination.all)
  func agreement(_ combination: TokenCombination) throws {
    let machine = try Machine(combination.parts)
    let question = try JSONEncoder().encode(["environment": machine.environment])
    let theirs = try JSONDecoder().decode(Answer.self, from: try Self.oracle.get().ask(question))
    let origin = theirs.token?.split(separator: "-").dropLast().joined(separator: "-")
    #expect(origin == combination.origin, "azure-identity: \(theirs.error ?? "")")
    let held = machine.held()
    if let origin = combination.origin {
      #expect(try held.origin() == origin)
    } else {
      let failure = try #require(reason(held))
      for secret in ["wrong-secret", TokenScene.secret] { #expect(!failure.words.contains(secret)) }
    }
  }

  @Test("is not there where all say why they have none") func none() throws {
    let machine = try Machine([.cliSignedOut])
    let failure = try #require(reason(machine.held()))
    #expect(failure.kind == .refused)
    #expect(
      failure.words.hasPrefix(
        "no identity for Azure. Asked in turn: environment (secret): the secret (or AZURE_CLIENT_SECRET) is not set; "
          + "environment (certificate): certificate (or AZURE_CLIENT_CERTIFICATE_PATH) is not set; workloadIdentity: tokenFile "
          + "(or AZURE_FEDERATED_TOKEN_FILE) is not set; managedIdentity: the metadata service at http://127.0.0.1:1 "
          + "cannot be reached: "), "\(failure.words)")
    #expect(failure.words.contains("; azureCli: `az account get-access-token`: it ended with 1. Run `az login`"))
  }

  @Test("is from then on asked for where it was found, and nowhere else") func kept() throws {
    let machine = try Machine([.instance, .cli])
    let held = machine.held()
    #expect(try held.origin().hasPrefix("imds"))
    try machine.scene.entra.set(.object(["identities": .array([])]))
    guard case .failed(let failure) = held.renew(refusedSince: .now) else {
      Issue.record("another identity stood in")
      return
    }
    #expect(failure.kind == .refused)
  }

  @Test("of a configured source that is busy is waited for") func busy() throws {
    let machine = try Machine([.secret, .instance, .cli])
    try machine.scene.fail([(503, [:], "")])
    let held = machine.held()
    #expect(reason(held)?.kind == .unreachable)
    #expect(try held.origin() == "secret")
  }

  /// A machine whose metadata service is at `url`, where no variable tells.
  private func held(_ machine: Machine, metadata url: String) -> HeldToken {
    machine.environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = nil
    return machine.scene.held(
      .standard, environment: machine.environment,
      places: TokenSurroundings.Places(metadata: url, arcTokens: "/nowhere", arcAgent: "/nowhere/at-all"))
  }

  @Test("is asked of the metadata service only after it has answered a question that costs nothing") func probe() throws
  {
    let machine = try Machine([.noClient, .cli])
    #expect(try held(machine, metadata: machine.scene.entra.instanceURL).origin() == "imds")
    let asked = try machine.scene.entra.asked("imds")
    #expect(asked.map { $0.headers["metadata"] } == [nil, "true"])
    #expect(asked.map(\.status) == [400, 200])
    #expect(try held(machine, metadata: "http://127.0.0.1:1").origin() == "cli")
  }

  @Test(
    "is not asked of what answers in the metadata service's place",
    arguments: [
      (403, "connecting to 169.254.169.254:80: connect: network is unreachable"), (200, "<html>Welcome</html>"),
    ])
  func docker(_ status: Int, _ body: String) throws {
    let machine = try Machine([.noClient, .cli])
    try machine.scene.fail([(status, [:], body), (status, [:], body)], at: "imds")
    #expect(try held(machine, metadata: machine.scene.entra.instanceURL).origin() == "cli")
  }

  @Test("is asked of the cloud that azure-identity knows under the same name") func authorities() throws {
    let theirs = try JSONDecoder().decode(
      [String].self, from: try Self.oracle.get().ask(Data(#"{"authorities": true}"#.utf8)))
    #expect(Cloud.allCases.map(\.authority) == theirs.map { "https://\($0)" })
  }

  @Test("is not looked for by a word that names no source") func unknown() throws {
    let machine = try Machine([.secret])
    machine.environment["AZURE_TOKEN_CREDENTIALS"] = "VisualStudioCodeCredential"
    #expect(reason(machine.held())?.kind == .configuration)
  }
}
