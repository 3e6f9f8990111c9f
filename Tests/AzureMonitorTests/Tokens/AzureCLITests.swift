import Digest
import Foundation
import Support
import Testing

@testable import AzureMonitor

/// A program called `az` that is run from `PATH`.
@Suite("A token of the Azure CLI") struct AzureCLITests {
  let scene: TokenScene
  let folder: TemporaryFolder

  init() throws {
    scene = try TokenScene()
    folder = try TemporaryFolder()
  }

  /// Puts a script in the place of `az`.
  private func write(_ script: String) throws {
    try writeProgram("#!/bin/sh\n\(script)\n", "\(folder.path)/az")
  }

  private func held(tenantID: String? = nil, environment: [String: String] = [:]) -> HeldToken {
    let environment = ["PATH": "relative:/nowhere:\(folder.path):/usr/bin:/bin"].merging(environment) { $1 }
    return scene.held(.azureCLI(tenantID: tenantID), environment: environment)
  }

  private func answer(_ members: String) -> String { "echo '{\"accessToken\": \"cli-1\", \(members)}'" }

  @Test("is asked for as azure-identity asks") func command() throws {
    try write(
      "echo \"$@\" $AZURE_CORE_NO_COLOR \"$(pwd -P)\" >\(folder.path)/said; \(answer(#""expires_on": 4000000000"#))")
    #expect(try held(tenantID: "contoso.example").origin() == "cli")
    let said = try String(contentsOfFile: "\(folder.path)/said", encoding: .utf8)
    #expect(
      said.hasPrefix(
        "account get-access-token --output json --resource https://monitor.azure.com --tenant contoso.example true "))
    let bin = try #require(try? FileManager.default.destinationOfSymbolicLink(atPath: "/bin"))
    #expect(said.hasSuffix("\(bin.hasPrefix("/") ? "" : "/")\(bin)\n"))
  }

  @Test("ends when the newer answer says, else when the older one does in the machine's zone") func ends() throws {
    try write(answer(#""expires_on": 4000000000, "expiresOn": "2030-01-02 03:04:05.000000""#))
    #expect(try held().current().expires == 4_000_000_000)
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec) = (1130, 0, 2, 3, 4, 5)
    parts.tm_isdst = -1
    parts.tm_year = 130
    try write(answer(#""expiresOn": "2030-01-02 03:04:05.000000""#))
    #expect(try held().current().expires == Int64(mktime(&parts)))
  }

  @Test("is refused where nobody is signed in, and nothing that it wrote is shown") func signedOut() throws {
    try write("echo 'secret-words: Please run az login' >&2; echo secret-words; exit 1")
    let failure = try #require(reason(held()))
    #expect(failure.kind == .refused)
    #expect(
      failure.words
        == "`az account get-access-token`: it ended with 1. Run `az login`; run by hand, it tells why")
  }

  @Test(
    "is none where the program prints none",
    arguments: [
      "true", "echo secret-words", #"echo '{"accessToken": "secret-words"}'"#,
      #"echo '{"accessToken": "secret-words", "expires_on": 5}'"#,
      #"echo '{"accessToken": "secret words", "expires_on": 4000000000}'"#,
      #"echo '{"accessToken": "secret-words", "expiresOn": "soon"}'"#,
    ])
  func unusable(_ script: String) throws {
    try write(script)
    let failure = try #require(reason(held()))
    #expect(failure.kind == .refused)
    #expect(!failure.words.contains("secret"), "\(failure.words)")
  }

  @Test("is not looked for where the program is not, nor beside where we are") func absent() throws {
    let failure = reason(held(environment: ["PATH": "relative:.::/nowhere"]))
    #expect(failure == TokenFailure(.configuration, "there is no az in PATH"))
  }

  @Test("is not asked for of what is no tenant") func tenant() throws {
    try write(answer(#""expires_on": 4000000000"#))
    #expect(reason(held(tenantID: "a;b"))?.kind == .configuration)
  }
}
