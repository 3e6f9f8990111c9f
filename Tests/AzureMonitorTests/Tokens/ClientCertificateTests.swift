import Digest
import Foundation
import Support
import Testing

@testable import AzureMonitor

/// The server verifies each assertion by PyJWT and `cryptography`.
@Suite("A token by a certificate") struct ClientCertificateTests {
  let folder: TemporaryFolder
  let scene: TokenScene

  init() throws {
    folder = try TemporaryFolder()
    scene = try TokenScene(application: ["certificate": .string(try CertificatePair.shared.get().certificate)])
  }

  private func signIn(_ text: String, password: SignIn.ReadSecret? = nil) throws -> SignIn {
    .clientCertificate(
      tenantID: nil, clientID: nil, path: try folder.write("certificate.pem", text: text), password: password)
  }

  @Test("is given for an assertion that another library verifies") func assertion() throws {
    let pair = try CertificatePair.shared.get()
    let held = try scene.held(signIn(pair.key + pair.certificate))
    #expect(try held.origin() == "certificate")
    let claims = try #require(try scene.entra.asked("entra").first?.claims)
    #expect(claims["header"]?["alg"] == "PS256")
    #expect(claims["iss"] == .string(TokenScene.client))
    #expect(claims["sub"] == .string(TokenScene.client))
    #expect(claims["aud"] == .string("\(scene.entra.url)/\(scene.entra.tenant)/oauth2/v2.0/token"))
    #expect(try #require(claims["exp"]?.number) - #require(claims["nbf"]?.number) == 600)
  }

  @Test("is given for an assertion of its own each time") func unique() throws {
    let pair = try CertificatePair.shared.get()
    let held = try scene.held(signIn(pair.certificate + pair.key), pause: .zero)
    // The server refuses a jti that it saw before.
    for _ in 0..<3 { #expect(held.renew(refusedSince: .now) == .changed) }
    #expect(try Set(scene.entra.asked("entra").map { $0.claims?["jti"]?.string }).count == 3)
  }

  @Test("is given for a key under a password, by the form or the variable") func encrypted() throws {
    let pair = try CertificatePair.shared.get()
    let text = pair.encrypted + pair.certificate
    #expect(try scene.held(signIn(text) { () in Secret("correct horse") }).origin() == "certificate")
    let path = try folder.write("other.pem", text: text)
    let environment = scene.environment([
      "AZURE_CLIENT_CERTIFICATE_PATH": path, "AZURE_CLIENT_CERTIFICATE_PASSWORD": "correct horse",
    ])
    let held = scene.held(
      .clientCertificate(tenantID: nil, clientID: nil, path: nil, password: nil), environment: environment)
    #expect(try held.origin() == "certificate")
  }

  @Test("is asked for with the file as it is by then") func rotated() throws {
    let pair = try CertificatePair.shared.get()
    let held = try scene.held(signIn("nothing"))
    #expect(reason(held)?.kind == .configuration)
    _ = try folder.write("certificate.pem", text: pair.key + pair.certificate)
    #expect(try held.origin() == "certificate")
  }

  @Test("is refused for a certificate that the application has not") func stranger() throws {
    let pair = try CertificatePair.shared.get()
    let other = try TestAuthority()
    try scene.entra.set(
      .object([
        "applications": .object([
          TokenScene.client: .object([
            "certificate": .string(try String(contentsOfFile: other.caFile, encoding: .utf8))
          ])
        ])
      ]))
    let failure = try #require(try reason(scene.held(signIn(pair.key + pair.certificate))))
    #expect(failure.kind == .refused)
    #expect(failure.words.contains("certificate is not one of the application's"), "\(failure.words)")
  }

  @Test("is not asked for with a file that cannot serve, whose fault is named") func unusable() throws {
    let pair = try CertificatePair.shared.get()
    let cases: [(String, String)] = [
      ("", "is not PEM. Make PEM of PKCS #12 by `openssl pkcs12 -in FILE.pfx -out FILE.pem`"),
      (pair.certificate, "holds no private key in PEM that can be read"), (pair.key, "holds no certificate."),
      (pair.encrypted + pair.certificate, "has an encrypted key. Give its password"),
    ]
    for (text, words) in cases {
      let failure = try #require(try reason(scene.held(signIn(text))))
      #expect(failure.kind == .configuration)
      #expect(failure.words.hasPrefix("the certificate file \(folder.path)/certificate.pem \(words)"), "\(failure)")
    }
    let wrong = try #require(
      try reason(scene.held(signIn(pair.encrypted + pair.certificate) { () in Secret("battery staple") })))
    #expect(wrong.words.hasSuffix("has an encrypted key, and not under the password that was given"))
    let nowhere = scene.held(.clientCertificate(tenantID: nil, clientID: nil, path: "/nowhere/a.pem", password: nil))
    #expect(reason(nowhere)?.words == "the certificate file /nowhere/a.pem is not there")
    #expect(try scene.count() == 0)
  }
}
