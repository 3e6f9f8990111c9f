import Foundation
import Support
import Testing

/// A rule before which somebody stands who gives out its tokens: Entra, or whoever does so on one machine.
///
/// Each checks who asks as its protocol says, and hands out a token that the local workspace gave it, which takes no
/// other.
final class SignInScene: Sendable {
  static let client = "11111111-2222-3333-4444-555555555555"
  static let role = "arn:aws:iam::123456789012:role/path/shipper"
  static let clientSecret = "client-secret~of/the+tests"
  static let identityHeader = "identity-header-of-the-tests"
  static let awsSecret = "aws-secret-key-of-the-tests"
  static let awsToken = "aws-session-token-of-the-tests"

  let rule: IngestionScene
  let entra: EntraScene

  init(workspace arguments: [String] = []) throws {
    rule = try IngestionScene(workspace: arguments)
    let certificate = try CertificatePair.shared.get().certificate
    entra = try EntraScene()
    let tokens: JSONValue = .object([
      "url": .string("\(rule.workspace.endpoint)/\(rule.workspace.printedValue("tenant") ?? "")/oauth2/v2.0/token"),
      "client": .string(rule.workspace.printedValue("client") ?? ""), "secret": .string(rule.workspace.clientSecret),
    ])
    let key: JSONValue = .object([
      "secret": .string(Self.awsSecret), "token": .string(Self.awsToken), "arn": .string(Self.role),
    ])
    let trusted: [JSONValue] = [(entra.issuer, Self.role), ("https://cluster.example/", "system:serviceaccount:a:b")]
      .map { issuer, subject in
        .object([
          "issuer": .string(issuer), "subject": .string(subject), "audience": "api://AzureADTokenExchange",
        ])
      }
    try entra.set(
      .object([
        "workspace": tokens,
        "applications": .object([
          Self.client: .object([
            "secret": .string(Self.clientSecret), "certificate": .string(certificate), "federated": .array(trusted),
          ])
        ]),
        "identities": .array(["", .string(Self.client)]), "header": .string(Self.identityHeader),
        "arcFolder": .string(arcFolder), "keys": .object(["ASIAEXAMPLE": key]),
      ]))
  }

  var folder: TemporaryFolder { rule.folder }
  var arcFolder: String { "\(folder.path)/opt/azcmagent/tokens" }

  /// Variables under which nobody is signed in, and nothing but the rule's place is known.
  var unsigned: [String: String] {
    [
      "AZURE_AUTHORITY_HOST": entra.url, "AZURE_TENANT_ID": "", "AZURE_CLIENT_ID": "", "AZURE_CLIENT_SECRET": "",
      // Nobody is there, whatever the machine is that tests.
      "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1", "PATH": "/usr/bin:/bin",
      "ARM_CLOUD_METADATA_URL": entra.cloudsURL,
    ]
  }

  /// A column as a rule declares it.
  typealias DeclaredColumn = (name: String, type: String)

  /// Has Azure Resource Manager tell what the rule declares, changed as a test wants it.
  ///
  /// - Parameter change: Gets the columns of each stream.
  /// - Throws: Where the program prints no rule, or the stand-in has ended.
  func declare(_ change: (inout [String: [DeclaredColumn]]) -> Void = { _ in }) throws {
    let printed = try JSONDecoder().decode(
      JSONValue.self, from: Data(IngestionScene.rule("source | extend TimeGenerated = EventTime").utf8))
    guard case .object(let declarations) = try #require(printed["properties"]?["streamDeclarations"]) else { return }
    var streams = try declarations.mapValues { declaration in
      try #require(declaration["columns"]?.elements).map { column -> DeclaredColumn in
        (try #require(column["name"]?.string), try #require(column["type"]?.string))
      }
    }
    change(&streams)
    let changed = streams.mapValues { columns in
      JSONValue.object([
        "columns": .array(columns.map { .object(["name": .string($0.name), "type": .string($0.type)]) })
      ])
    }
    func rule(_ id: String, _ streams: [String: JSONValue]) -> JSONValue {
      .object([
        "id": .string("/subscriptions/1/resourceGroups/logs/providers/Microsoft.Insights/dataCollectionRules/\(id)"),
        "type": "microsoft.insights/datacollectionrules",
        "properties": .object(["immutableId": .string(id), "streamDeclarations": .object(streams)]),
      ])
    }
    let others: [JSONValue] = [
      rule("dcr-\(String(repeating: "9", count: 32))", [:]),
      .object(["id": "/subscriptions/1/x", "type": "microsoft.compute/virtualmachines", "properties": .object([:])]),
    ]
    try entra.set(
      .object([
        "management": "https://management.azure.com", "rules": .array(others + [rule(self.rule.ruleID, changed)]),
      ]))
  }

  /// A configuration file with this `auth`.
  func configuration(_ auth: JSONValue) throws -> String {
    let settings = JSONValue.object(["destination": .object(["logsIngestion": .object(["auth": auth])])])
    let file = try folder.write(
      "config-\(UUID().uuidString).json", text: String(decoding: try JSONEncoder().encode(settings), as: UTF8.self))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    return file
  }

  /// A token as Kubernetes puts it into a file.
  func federatedToken() throws -> String {
    let now = Date().timeIntervalSince1970.rounded()
    return try entra.signed([
      "iss": "https://cluster.example/", "sub": "system:serviceaccount:a:b", "aud": "api://AzureADTokenExchange",
      "iat": .number(now), "exp": .number(now + 600),
    ])
  }

  /// Writes an `az` that is signed in, and asks Entra as it does; its folder is for the `PATH`.
  func writeAzureCLI() throws -> String {
    let path = "\(folder.path)/bin"
    try writeProgram(
      """
      #!/bin/sh
      test "$1 $2" = "account get-access-token" || exit 2
      while test $# -gt 0; do
        case $1 in --resource) resource=$2 ;; --output) test "$2" = json || exit 2 ;; esac
        shift
      done
      answer=$(curl -sf -d grant_type=client_credentials -d client_id=\(Self.client) -d "scope=$resource/.default" \\
        --data-urlencode "client_secret=\(Self.clientSecret)" \(entra.url)/\(entra.tenant)/oauth2/v2.0/token) || exit 1
      token=$(printf %s "$answer" | sed 's/.*"access_token": "\\([^"]*\\)".*/\\1/')
      printf '{"accessToken": "%s", "expires_on": %s, "tokenType": "Bearer"}' "$token" $(($(date +%s) + 3600))

      """, "\(path)/az")
    return path
  }
}
