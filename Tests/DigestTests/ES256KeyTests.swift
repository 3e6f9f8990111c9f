import Digest
import Foundation
import Support
import Testing

/// A key of the curve P-256, compared with the `openssl` command.
@Suite("A key that signs by ES256")
struct ES256KeyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func openssl(_ arguments: String...) throws -> String {
    let result = try BuiltBinary.runTool("openssl", arguments)
    try #require(result.status == 0, "\(result.stderr)")
    return result.stdout
  }

  private func key(_ curve: String = "prime256v1") throws -> String {
    try openssl("ecparam", "-name", curve, "-genkey", "-noout")
  }

  @Test("has the public point that openssl tells, in either form of PEM")
  func point() throws {
    let pem = try key()
    let file = try folder.write("key", text: pem)
    _ = try openssl("ec", "-in", file, "-pubout", "-outform", "DER", "-out", "\(folder.path)/public")
    let point = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/public")).suffix(64))
    for text in [pem, try openssl("pkcs8", "-topk8", "-nocrypt", "-in", file)] {
      let (x, y) = try ES256Key(pem: text).publicPoint()
      #expect(x + y == point)
    }
  }

  @Test("makes signatures that openssl verifies, each of 64 bytes")
  func signature() throws {
    let pem = try key()
    let file = try folder.write("key", text: pem)
    _ = try openssl("ec", "-in", file, "-pubout", "-out", "\(folder.path)/public")
    let message = try folder.write("message", text: "header.payload")
    let key = try ES256Key(pem: pem)
    // Numbers that need fewer bytes come up once in 256 signatures.
    for _ in 0..<8 {
      let bytes = try key.sign(Array("header.payload".utf8))
      #expect(bytes.count == 64)
      let signature = try folder.write("signature", Self.der(bytes))
      let verdict = try openssl("dgst", "-sha256", "-verify", "\(folder.path)/public", "-signature", signature, message)
      #expect(verdict.contains("Verified OK"))
    }
  }

  @Test("is not made of another curve, nor of what needs a password or is no key")
  func refused() throws {
    let file = try folder.write("key", text: try key())
    let locked = try openssl("pkcs8", "-topk8", "-passout", "pass:x", "-in", file)
    let other = try key("secp384r1")
    #expect(throws: ES256Key.Failure.otherCurve) { _ = try ES256Key(pem: other) }
    #expect(throws: ES256Key.Failure.unreadable) { _ = try ES256Key(pem: locked) }
    for text in ["", "key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
      #expect(throws: ES256Key.Failure.unreadable) { _ = try ES256Key(pem: text) }
    }
  }

  /// Two numbers as ASN.1 has them.
  private static func der(_ bytes: [UInt8]) -> [UInt8] {
    func integer(_ number: ArraySlice<UInt8>) -> [UInt8] {
      var digits = Array(number.drop { $0 == 0 })
      if digits.first ?? 0x80 >= 0x80 { digits.insert(0, at: 0) }
      return [2, UInt8(digits.count)] + digits
    }
    let body = integer(bytes[..<32]) + integer(bytes[32...])
    return [0x30, UInt8(body.count)] + body
  }
}
