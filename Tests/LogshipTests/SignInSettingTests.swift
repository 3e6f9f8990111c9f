import Foundation
import Support
import Testing

@testable import logship

@Suite("How to sign in")
struct SignInSettingTests {
  private let path = "destination.logsIngestion.auth"
  private let tenant = "10000000-0000-4000-8000-000000000001"
  private let client = "20000000-0000-4000-8000-000000000002"

  private func setting(_ auth: String, mode: Int = 0o600) throws -> SignInSetting {
    let folder = try TemporaryFolder()
    let file = try folder.write("config.json", text: #"{"destination": {"logsIngestion": {"auth": \#(auth)}}}"#)
    chmod(file, mode_t(mode))
    let surroundings = Surroundings(environment: ["HOME": "/home/ana"], isRoot: false)
    return try ConfigurationFlags.parse(["--config", file]).resolve(in: surroundings).destination.logsIngestion.auth
  }

  private func problem(_ auth: String, mode: Int = 0o600) -> String {
    do {
      _ = try setting(auth, mode: mode)
      return ""
    } catch {
      return (error as? ConfigurationErrors)?.problems.map(\.description).joined(separator: "\n") ?? "\(error)"
    }
  }

  @Test("is the default order unless told otherwise")
  func standard() throws {
    #expect(try setting("null") == SignInSetting(form: .standard))
  }

  @Test("is a name, or an object of one name", arguments: SignInSetting.Form.allCases)
  func names(_ form: SignInSetting.Form) throws {
    #expect(try setting("\"\(form.rawValue)\"") == SignInSetting(form: form))
    #expect(try setting("{\"\(form.rawValue)\": {}}") == SignInSetting(form: form))
  }

  @Test("takes the members of its form")
  func members() throws {
    let secret = try setting(
      #"{"clientSecret": {"tenantId": "\#(tenant)", "clientId": "\#(client)", "secret": {"env": "MY_SECRET"}}}"#)
    #expect(secret.tenantID == tenant && secret.clientID == client && secret.secret?.detail == #"{"env": "MY_SECRET"}"#)
    let certificate = try setting(#"{"clientCertificate": {"certificate": "~/c.pem", "password": {"file": "p"}}}"#)
    #expect(certificate.certificate == "/home/ana/c.pem" && certificate.secret != nil)
    #expect(try setting(#"{"workloadIdentity": {"tokenFile": "/t"}}"#).tokenFile == "/t")
  }

  @Test(
    "is refused with the place of what is wrong, and without a secret",
    arguments: [
      (#""clientsecret""#, "allowed is default, clientSecret"), ("7", "allowed is default"),
      (#"{"clientSecre": {}}"#, "did you mean destination.logsIngestion.auth.clientSecret"),
      (#"{"clientSecret": {}, "azureCli": {}}"#, "allowed is default"),
      (#"{"clientSecret": "hush-hush"}"#, "auth.clientSecret is a text; allowed is an object with tenantId"),
      (#"{"azureCli": {"clientId": "x"}}"#, "auth.azureCli.clientId is not a setting"),
      (#"{"awsFederation": {"clientId": "me"}}"#, "auth.awsFederation.clientId is \"me\"; allowed is"),
      (#"{"azureCli": {"tenantId": "a b/c"}}"#, "allowed is the tenant's GUID"),
      (#"{"clientSecret": {"secret": 7}}"#, "auth.clientSecret.secret is in no form that is allowed"),
    ])
  func refused(_ auth: String, _ words: String) {
    let told = problem(auth)
    #expect(told.contains(words) && !told.contains("hush"), "\(told)")
  }

  @Test("takes a secret itself only from a file that nobody else can read")
  func literal() throws {
    let auth = #"{"clientSecret": {"secret": "hush-hush"}}"#
    #expect(try setting(auth).secret != nil)
    let told = problem(auth, mode: 0o644)
    #expect(told.contains("auth.clientSecret.secret stands in a file that other users can read"), "\(told)")
    #expect(!told.contains("hush"))
  }

  @Test("is no object on the command line, where a secret would be seen")
  func flag() throws {
    let surroundings = Surroundings(environment: [:], isRoot: true)
    let auth = #"{"clientSecret": {"secret": "hush-hush"}}"#
    let error = #expect(throws: ConfigurationErrors.self) {
      try ConfigurationFlags.parse(["--auth", auth]).resolve(in: surroundings)
    }
    #expect(error?.problems.map(\.description).joined().contains("hush") == false)
    let variable = Surroundings(environment: ["LOGSHIP_DESTINATION_LOGS_INGESTION_AUTH": auth], isRoot: true)
    #expect(try ConfigurationFlags.parse([]).resolve(in: variable).destination.logsIngestion.auth.secret != nil)
  }

  @Test("is shown by check without its secret")
  func shown() throws {
    let secret = try setting(#"{"clientSecret": {"clientId": "\#(client)", "secret": "hush-hush"}}"#)
    #expect(secret.shown == "clientSecret (clientId \(client))")
  }
}
