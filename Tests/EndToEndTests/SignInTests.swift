import Foundation
import Support
import Testing

@Suite("Signing in to Azure")
struct SignInTests {
  /// Runs `logship ship -` signed in so, and looks whether the records came.
  private func ship(
    _ scene: SignInScene, _ auth: JSONValue, _ environment: [String: String], _ count: Int = 3
  ) throws {
    let run = try scene.rule.ship(
      "-", "--config", scene.configuration(auth), stdin: Data(reports(count).utf8),
      environment: scene.unsigned.merging(environment) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.rule.stored("UserName") == (1...count).map { "user\($0)" })
    #expect(try scene.rule.posts().allSatisfy { $0["status"] == 204 })
  }

  @Test("ships records in each form that the configuration has", arguments: SignInForm.allCases)
  func configured(_ form: SignInForm) throws {
    let scene = try SignInScene()
    let setUp = try form.setUp(scene)
    try ship(scene, setUp.auth, setUp.environment)
    let asked = try scene.entra.asked(setUp.giver)
    #expect(asked.count == 1 && asked.first?.status == 200, "\(asked)")
  }

  static let standards: [SignInForm] = [
    .clientSecret, .clientCertificate, .clientCertificateWithPassword, .instance, .assignedInstance, .appService,
    .workloadIdentity, .azureCLI,
  ]

  @Test("is found by default, from the variables alone", arguments: standards)
  func standard(_ form: SignInForm) throws {
    let scene = try SignInScene()
    let setUp = try form.setUp(scene)
    let application = ["AZURE_TENANT_ID": scene.entra.tenant, "AZURE_CLIENT_ID": SignInScene.client]
    let variables: [String: String] =
      switch form {
      case .clientSecret: ["AZURE_CLIENT_SECRET": SignInScene.clientSecret].merging(application) { $1 }
      case .clientCertificate:
        ["AZURE_CLIENT_CERTIFICATE_PATH": "\(scene.folder.path)/client.pem"].merging(application) { $1 }
      case .clientCertificateWithPassword:
        [
          "AZURE_CLIENT_CERTIFICATE_PATH": "\(scene.folder.path)/client.pem",
          "AZURE_CLIENT_CERTIFICATE_PASSWORD": CertificatePair.password,
        ].merging(application) { $1 }
      case .workloadIdentity:
        ["AZURE_FEDERATED_TOKEN_FILE": "\(scene.folder.path)/federated.token"].merging(application) { $1 }
      case .assignedInstance: ["AZURE_CLIENT_ID": SignInScene.client].merging(setUp.environment) { $1 }
      default: setUp.environment
      }
    try ship(scene, "default", variables)
    let asked = try scene.entra.asked(setUp.giver)
    #expect(asked.count == 1 && asked.first?.status == 200, "\(asked)")
  }

  static let givers: [(form: SignInForm, isByDefault: Bool, words: String)] = [
    (.clientSecret, false, "clientSecret gave a token"), (.azureCLI, true, "default (azureCli) gave a token"),
    (.appService, false, "managedIdentity (App Service) gave a token"),
    (.instance, true, "default (managedIdentity, the metadata service) gave a token"),
  ]

  @Test("is told by check --online with who gave the token", arguments: givers)
  func giver(_ giver: (form: SignInForm, isByDefault: Bool, words: String)) throws {
    let scene = try SignInScene()
    let setUp = try giver.form.setUp(scene)
    let run = try scene.rule.run(
      ["check", "--online", "--config", scene.configuration(giver.isByDefault ? "default" : setUp.auth)],
      environment: scene.unsigned.merging(setUp.environment) { $1 })
    #expect(run.status == 0 && run.output.contains(giver.words), "\(run.errors) \(run.output)")
  }

  @Test("needs of AWS what iam-policy prints for the client's secret that is kept there")
  func keptSecret() throws {
    let scene = try SignInScene()
    let kept = try KeptSecret(SignInScene.clientSecret, as: .parameter)
    let setting = try JSONDecoder().decode(JSONValue.self, from: Data(KeptSecret.json(kept.json).utf8))
    let file = try scene.configuration(
      .object([
        "clientSecret": .object([
          "tenantId": .string(scene.entra.tenant), "clientId": .string(SignInScene.client), "secret": setting,
        ])
      ]))
    let server = try KeptSecret.server()
    let place = ["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]
    let policy = try scene.rule.run(["iam-policy", "--config", file], environment: place)
    #expect(policy.status == 0 && policy.output.contains("ssm:GetParameter"), "\(policy.errors)")
    let key = try server.user("job-\(UUID().uuidString)", policy: policy.output)
    let environment = scene.unsigned.merging(place) { $1 }.merging(key.environment) { $1 }
    let check = try scene.rule.run(["check", "--online", "--config", file], environment: environment)
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output.contains("clientSecret.secret was read from"), "\(check.output)")
    let run = try scene.rule.ship("-", "--config", file, stdin: Data(reports(2).utf8), environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    let stranger = try server.user("job-\(UUID().uuidString)", policy: nothing)
    let refused = try scene.rule.run(
      ["check", "--online", "--config", file], environment: environment.merging(stranger.environment) { $1 })
    #expect(refused.status == 77 && !refused.output.contains("was read from"), "\(refused.output) \(refused.errors)")
  }

  private let nothing =
    #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}]}"#

  @Test("ends with the first that is configured, and takes nobody in its place")
  func firstConfigured() throws {
    let scene = try SignInScene()
    let run = try scene.rule.ship(
      "-", "--retry-budget", "1s", stdin: Data(reports(2).utf8),
      environment: scene.unsigned.merging([
        "AZURE_TENANT_ID": scene.entra.tenant, "AZURE_CLIENT_ID": SignInScene.client, "AZURE_CLIENT_SECRET": "wrong",
        "AZURE_POD_IDENTITY_AUTHORITY_HOST": scene.entra.instanceURL,
        "PATH": "\(try scene.writeAzureCLI()):/usr/bin:/bin",
      ]) { $1 })
    #expect(run.status == 77 && run.errors.contains("AADSTS7000215"), "\(run.errors)")
    #expect(try scene.entra.asked("imds").isEmpty)
  }

  @Test("of a machine of Azure Arc answers the challenge of its agent", .enabled(if: OwnVarOpt.isPossible))
  func arc() throws {
    let scene = try SignInScene()
    try scene.entra.set(.object(["arcPath": .string("/var/opt/azcmagent/tokens/\(scene.entra.tenant).key")]))
    let environment = scene.rule.environment.merging(scene.unsigned) { $1 }.merging([
      "IDENTITY_ENDPOINT": scene.entra.arcURL, "IMDS_ENDPOINT": scene.entra.url,
    ]) { $1 }
    for auth: JSONValue in ["managedIdentity", "default"] {
      let run = try OwnVarOpt.run(
        ["ship", "-", "--reship", "--config", scene.configuration(auth)], at: scene.folder,
        stdin: Data(reports(3).utf8),
        environment: environment)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try scene.rule.stored("UserName").count == 6)
    #expect(try scene.entra.asked("arc").map(\.status) == [401, 200, 401, 200])
  }

  @Test("is vouched for by AWS in a token of its issuer, its role and Entra's audience, signed by RS256")
  func federation() throws {
    let scene = try SignInScene()
    let setUp = try SignInForm.awsFederation.setUp(scene)
    try ship(scene, setUp.auth, setUp.environment)
    let asked = try #require(try scene.entra.asked("sts").first)
    // As botocore makes it of the request, by the key's secret.
    #expect(asked.status == 200)
    #expect(asked.form["Action"] == "GetWebIdentityToken" && asked.form["SigningAlgorithm"] == "RS256")
    let claims = try #require(try scene.entra.asked("entra").first?.claims)
    #expect(claims["iss"] == .string(scene.entra.issuer) && claims["sub"] == .string(SignInScene.role))
    #expect(claims["aud"] == "api://AzureADTokenExchange" && claims["header"]?["alg"] == "RS256")
  }

  @Test(
    "is refused of AWS where issuer, subject or audience differ in anything",
    arguments: [
      ("issuer", "AADSTS700211"), ("subject", "AADSTS700213"), ("audience", "AADSTS700212"),
    ])
  func mismatch(_ member: String, _ code: String) throws {
    let scene = try SignInScene()
    let setUp = try SignInForm.awsFederation.setUp(scene)
    var trusted: [String: JSONValue] = [
      "issuer": .string(scene.entra.issuer), "subject": .string(SignInScene.role),
      "audience": "api://AzureADTokenExchange",
    ]
    trusted[member] = trusted[member]?.string.map { .string("\($0)x") }
    try scene.entra.set(
      .object([
        "applications": .object([SignInScene.client: .object(["federated": .array([.object(trusted)])])])
      ]))
    let environment = scene.unsigned.merging(setUp.environment) { $1 }
    let arguments = ["ship", "-", "--summary", "json", "--config", try scene.configuration(setUp.auth)]
    let run = try scene.rule.run(
      arguments + ["--retry-budget", "1s"], stdin: Data(reports(3).utf8), environment: environment)
    // It is asked again for as long as retry.budget, and stays refused.
    #expect(run.status == 77 && run.errors.contains(code), "\(run.errors)")
    #expect(try run.report["recordsSpooled"] == 3)
    try scene.entra.set(
      .object([
        "applications": .object([
          SignInScene.client: .object([
            "federated": .array([
              .object([
                "issuer": .string(scene.entra.issuer), "subject": .string(SignInScene.role),
                "audience": "api://AzureADTokenExchange",
              ])
            ])
          ])
        ])
      ]))
    let again = try scene.rule.run(arguments, stdin: Data(), environment: environment)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try scene.rule.stored("UserName").count == 3)
  }

  static let refusals: [(settings: JSONValue, words: String)] = [
    (.object(["federationEnabled": false]), "aws iam enable-outbound-web-identity-federation"),
    (
      .object(["keys": .object(["ASIAEXAMPLE": .object(["secret": "other", "token": .string(SignInScene.awsToken)])])]),
      "SignatureDoesNotMatch"
    ),
  ]

  @Test("is refused where AWS does not vouch for the role", arguments: refusals)
  func unvouched(_ refusal: (settings: JSONValue, words: String)) throws {
    let scene = try SignInScene()
    let setUp = try SignInForm.awsFederation.setUp(scene)
    try scene.entra.set(refusal.settings)
    let run = try scene.rule.ship(
      "-", "--config", scene.configuration(setUp.auth), "--retry-budget", "1s", stdin: Data(reports(3).utf8),
      environment: scene.unsigned.merging(setUp.environment) { $1 })
    #expect(run.status == 77 && run.errors.contains(refusal.words), "\(run.errors)")
    #expect(try scene.entra.asked("entra").isEmpty)
    #expect(try run.report["recordsSpooled"] == 3)
  }
}
