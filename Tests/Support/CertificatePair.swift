import Foundation

/// A key and its certificate in PEM, made by the `openssl` command once for all tests.
public struct CertificatePair: Sendable {
  public static let shared = Result { try CertificatePair() }
  /// Of `encrypted`.
  public static let password = "correct horse"

  public let key: String
  /// The key under the password.
  public let encrypted: String
  public let certificate: String

  private init() throws {
    let folder = try TemporaryFolder()
    let made = try BuiltBinary.runTool(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder.path)/key", "-out",
        "\(folder.path)/certificate", "-subj", "/CN=logship", "-days", "2",
      ])
    guard made.status == 0 else { throw ServerFailure(description: made.stderr) }
    let locked = try BuiltBinary.runTool(
      "openssl", ["pkcs8", "-topk8", "-in", "\(folder.path)/key", "-passout", "pass:\(Self.password)"])
    guard locked.status == 0 else { throw ServerFailure(description: locked.stderr) }
    encrypted = locked.stdout
    key = try String(contentsOfFile: "\(folder.path)/key", encoding: .utf8)
    certificate = try String(contentsOfFile: "\(folder.path)/certificate", encoding: .utf8)
  }
}
