import Digest
import Foundation
import Support
import Testing

/// A key and its certificate, compared with the `openssl` command.
@Suite("A key with its certificate") struct CertifiedKeyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func openssl(_ arguments: String...) throws -> String {
    let result = try BuiltBinary.runTool("openssl", arguments)
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  /// A new key and a certificate of it, in PEM.
  private func pair(_ kind: [String] = ["rsa:2048"]) throws -> (key: String, certificate: String) {
    let name = UUID().uuidString
    let (key, certificate) = ("\(folder.path)/\(name).key", "\(folder.path)/\(name).pem")
    let result = try BuiltBinary.runTool(
      "openssl",
      ["req", "-x509", "-newkey"] + kind + [
        "-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=logship", "-days", "2",
      ])
    try #require(result.status == 0, "\(result.stderr)")
    return (
      try String(contentsOfFile: key, encoding: .utf8), try String(contentsOfFile: certificate, encoding: .utf8)
    )
  }

  @Test("signs by PSS with SHA-256 and a salt of 32 bytes, as openssl verifies it")
  func signature() throws {
    let (key, certificate) = try pair()
    let file = try folder.write("certificate", text: certificate)
    let publicKey = try folder.write("public", text: try openssl("x509", "-in", file, "-pubkey", "-noout"))
    let message = try folder.write("message", text: "header.payload")
    let certified = try CertifiedKey(pem: key + certificate, password: nil)
    for _ in 0..<2 {
      let signature = try folder.write("signature", try certified.sign(Array("header.payload".utf8)))
      let verdict = try openssl(
        "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32", "-sigopt",
        "rsa_mgf1_md:sha256", "-verify", publicKey, "-signature", signature, message)
      #expect(verdict.contains("Verified OK"))
    }
  }

  @Test("has the thumbprint that openssl tells, whatever stands first and beside it in the file")
  func thumbprint() throws {
    let (key, certificate) = try pair()
    let (_, other) = try pair()
    let file = try folder.write("certificate", text: certificate)
    let told = try openssl("x509", "-in", file, "-fingerprint", "-sha256", "-noout")
    let digits = told.split(separator: "=")[1].filter(\.isHexDigit).lowercased()
    for pem in [
      key + certificate, certificate + key, other + key + certificate, "Bag Attributes\n" + certificate + key,
    ] {
      #expect(Hex.encode(try CertifiedKey(pem: pem, password: nil).thumbprint) == digits)
    }
  }

  @Test("may be encrypted, in either form of PEM")
  func encrypted() throws {
    let (key, certificate) = try pair()
    let file = try folder.write("key", text: key)
    let newer = try openssl("pkcs8", "-topk8", "-in", file, "-passout", "pass:correct horse")
    let older = try openssl("rsa", "-traditional", "-aes256", "-in", file, "-passout", "pass:correct horse")
    #expect(newer.contains("ENCRYPTED PRIVATE KEY") && older.contains("Proc-Type: 4,ENCRYPTED"))
    for pem in [newer + certificate, older + certificate] {
      #expect(try CertifiedKey(pem: pem, password: Secret("correct horse")).sign([1]).count == 256)
      #expect(throws: CertifiedKey.Failure.needsPassword) { _ = try CertifiedKey(pem: pem, password: nil) }
      for wrong in ["battery", "", String(repeating: "x", count: 5000)] {
        #expect(throws: CertifiedKey.Failure.wrongPassword) { _ = try CertifiedKey(pem: pem, password: Secret(wrong)) }
      }
    }
    #expect(try CertifiedKey(pem: key + certificate, password: Secret("not needed")).thumbprint.count == 32)
  }

  @Test("is not made of what lacks a part, or is of another kind")
  func refused() throws {
    let (key, certificate) = try pair()
    let (_, other) = try pair()
    let curve = try pair(["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
    func failure(_ pem: String) -> CertifiedKey.Failure? {
      do throws(CertifiedKey.Failure) {
        _ = try CertifiedKey(pem: pem, password: nil)
        return nil
      } catch {
        return error
      }
    }
    #expect(failure(key) == .noCertificate)
    #expect(failure(certificate) == .noKey)
    #expect(failure(key + other) == .otherCertificate)
    #expect(failure(curve.key + curve.certificate) == .notRSA)
    for text in ["", "key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "0\u{82}\u{0}"] {
      #expect(failure(text) == .noKey)
    }
    #expect(failure(key + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") == .noCertificate)
  }
}
