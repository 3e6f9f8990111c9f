import Foundation
import Support
import Testing

/// A key and its certificate in PEM, made by the `openssl` command once for all tests.
struct CertificatePair: Sendable {
  static let shared = Result { try CertificatePair() }

  let key: String
  /// The key under the password `correct horse`.
  let encrypted: String
  let certificate: String

  private init() throws {
    let folder = try TemporaryFolder()
    let made = try BuiltBinary.runTool(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder.path)/key", "-out",
        "\(folder.path)/certificate", "-subj", "/CN=logship", "-days", "2",
      ])
    try #require(made.status == 0, "\(made.stderr)")
    let locked = try BuiltBinary.runTool(
      "openssl", ["pkcs8", "-topk8", "-in", "\(folder.path)/key", "-passout", "pass:correct horse"])
    try #require(locked.status == 0, "\(locked.stderr)")
    encrypted = locked.stdout
    key = try String(contentsOfFile: "\(folder.path)/key", encoding: .utf8)
    certificate = try String(contentsOfFile: "\(folder.path)/certificate", encoding: .utf8)
  }
}
