import Foundation

/// A certificate authority of a test's own, and the certificate it gave to a server on this machine.
public final class TestAuthority: Sendable {
  /// The authority's certificate, for those who should trust it.
  public let caFile: String
  /// The server's certificate for `localhost` and `127.0.0.1`.
  public let certificate: String
  /// The server's key.
  public let key: String
  private let folder: TemporaryFolder

  /// Makes both with the `openssl` command.
  ///
  /// - Parameter names: The subject's alternative names.
  /// - Throws: `ServerFailure` when the command fails.
  public init(names: String = "DNS:localhost,IP:127.0.0.1") throws {
    folder = try TemporaryFolder()
    caFile = "\(folder.path)/ca.pem"
    certificate = "\(folder.path)/server.pem"
    key = "\(folder.path)/server.key"
    let extensions = try folder.write("extensions", text: "subjectAltName=\(names)\nbasicConstraints=CA:FALSE\n")
    let caKey = "\(folder.path)/ca.key"
    let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try Self.openssl(
      ["req", "-x509"] + newKey + [
        "-keyout", caKey, "-out", caFile, "-subj", "/CN=logship test authority", "-days", "2",
      ])
    try Self.openssl(
      ["req"] + newKey + ["-keyout", key, "-out", "\(folder.path)/request", "-subj", "/CN=logship test server"])
    try Self.openssl([
      "x509", "-req", "-in", "\(folder.path)/request", "-CA", caFile, "-CAkey", caKey, "-CAcreateserial", "-days", "2",
      "-extfile", extensions, "-out", certificate,
    ])
  }

  private static func openssl(_ arguments: [String]) throws {
    // The last line tells the outcome, for a server's exit status is nobody's business.
    let process = try ServerProcess("/bin/sh", ["-c", "openssl \"$@\" >/dev/null 2>&1; echo $?", "sh"] + arguments)
    let status = try process.wait { $0.first }
    guard status == "0" else { throw ServerFailure(description: "openssl \(arguments[0]) ended with \(status)") }
  }
}
