import Foundation
import Support

/// Each way to sign in to Azure that the setting `auth` has, and each place of managed identities.
enum SignInForm: String, CaseIterable, Sendable {
  case clientSecret, clientCertificate, clientCertificateWithPassword, instance, assignedInstance, appService,
    workloadIdentity, azureCLI, awsFederation

  /// What a test sets up for it.
  struct SetUp {
    /// As the configuration has it.
    let auth: JSONValue
    var environment: [String: String] = [:]
    /// What nobody is to see.
    var secrets: [String] = []
    /// Whom the token is asked of: a kind of `EntraScene.Asked`.
    let giver: String
  }

  /// Sets the form up, everything that the configuration can say said there.
  func setUp(_ scene: SignInScene) throws -> SetUp {
    let application: [String: JSONValue] = [
      "tenantId": .string(scene.entra.tenant), "clientId": .string(SignInScene.client),
    ]
    func form(_ name: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
      .object([name: .object(application.merging(more) { $1 })])
    }
    switch self {
    case .clientSecret:
      return SetUp(
        auth: form("clientSecret", ["secret": .object(["env": "CLIENT_SECRET"])]),
        environment: ["CLIENT_SECRET": SignInScene.clientSecret], secrets: [SignInScene.clientSecret], giver: "entra")
    case .clientCertificate:
      let pair = try CertificatePair.shared.get()
      let file = try scene.folder.write("client.pem", text: pair.key + pair.certificate)
      return SetUp(
        auth: form("clientCertificate", ["certificate": .string(file)]), secrets: [Self.middle(pair.key)],
        giver: "entra")
    case .clientCertificateWithPassword:
      let pair = try CertificatePair.shared.get()
      let file = try scene.folder.write("client.pem", text: pair.encrypted + pair.certificate)
      return SetUp(
        auth: form(
          "clientCertificate", ["certificate": .string(file), "password": .object(["env": "CERTIFICATE_PASSWORD"])]),
        environment: ["CERTIFICATE_PASSWORD": CertificatePair.password],
        secrets: [CertificatePair.password, Self.middle(pair.encrypted), Self.middle(pair.key)], giver: "entra")
    case .instance:
      return SetUp(
        auth: "managedIdentity", environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": scene.entra.instanceURL],
        giver: "imds")
    case .assignedInstance:
      return SetUp(
        auth: .object(["managedIdentity": .object(["clientId": .string(SignInScene.client)])]),
        environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": scene.entra.instanceURL], giver: "imds")
    case .appService:
      return SetUp(
        auth: "managedIdentity",
        environment: [
          "IDENTITY_ENDPOINT": scene.entra.appURL, "IDENTITY_HEADER": SignInScene.identityHeader,
        ], secrets: [SignInScene.identityHeader], giver: "app")
    case .workloadIdentity:
      let token = try scene.federatedToken()
      let file = try scene.folder.write("federated.token", text: "\(token)\n")
      return SetUp(auth: form("workloadIdentity", ["tokenFile": .string(file)]), secrets: [token], giver: "entra")
    case .azureCLI:
      return SetUp(
        auth: "azureCli", environment: ["PATH": "\(try scene.writeAzureCLI()):/usr/bin:/bin"],
        secrets: [SignInScene.clientSecret], giver: "entra")
    case .awsFederation:
      return SetUp(
        auth: form("awsFederation"),
        environment: [
          "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": SignInScene.awsSecret,
          "AWS_SESSION_TOKEN": SignInScene.awsToken, "AWS_REGION": "eu-west-1",
          "AWS_ENDPOINT_URL_STS": scene.entra.stsURL,
        ], secrets: [SignInScene.awsSecret, SignInScene.awsToken], giver: "entra")
    }
  }

  /// A line of a key in PEM.
  private static func middle(_ pem: String) -> String {
    pem.split(separator: "\n").dropFirst(3).first.map(String.init) ?? pem
  }
}
