import Digest
import Testing

struct AuthenticationVector: Sendable, CustomTestStringConvertible {
  let name: String
  let key: [UInt8]
  let message: [UInt8]
  let code: String

  var testDescription: String { name }

  static let all = [
    Self(
      name: "RFC 4231, case 1", key: .init(repeating: 0x0B, count: 20), message: Array("Hi There".utf8),
      code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Self(
      name: "RFC 4231, case 2", key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
      code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Self(
      name: "RFC 4231, case 3", key: .init(repeating: 0xAA, count: 20), message: .init(repeating: 0xDD, count: 50),
      code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Self(
      name: "RFC 4231, case 4", key: Array(1...25), message: .init(repeating: 0xCD, count: 50),
      code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Self(
      name: "RFC 4231, case 6", key: .init(repeating: 0xAA, count: 131),
      message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Self(
      name: "RFC 4231, case 7", key: .init(repeating: 0xAA, count: 131),
      message: Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    // hmac.new(b"", b"", hashlib.sha256).hexdigest()
    Self(
      name: "Python, empty key and message", key: [], message: [],
      code: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    // hmac.new(b"", b"abc", hashlib.sha256).hexdigest()
    Self(
      name: "Python, empty key", key: [], message: Array("abc".utf8),
      code: "fd7adb152c05ef80dccf50a1fa4c05d5a3ec6da95575fc312ae7c5d091836351"),
  ]
}

@Suite("HMAC-SHA-256")
struct HMACSHA256Tests {
  @Test("gives the codes of RFC 4231 and of Python's hmac", arguments: AuthenticationVector.all)
  func matchesVectors(vector: AuthenticationVector) {
    #expect(Hex.encode(HMACSHA256.authenticate(vector.message, key: vector.key)) == vector.code)
  }

  @Test("gives the same code for a message in pieces", arguments: AuthenticationVector.all)
  func matchesInPieces(vector: AuthenticationVector) {
    vector.message.withUnsafeBytes { bytes in
      let middle = bytes.count / 3
      let pieces = [bytes[..<middle], bytes[middle...], bytes[bytes.count...]].map(
        UnsafeRawBufferPointer.init(rebasing:))
      #expect(Hex.encode(HMACSHA256.authenticate(pieces, key: vector.key)) == vector.code)
    }
  }

  @Test("signs as Azure's shared key asks, key and code in Base64")
  func signsSharedKey() throws {
    // Python: base64.b64encode(hmac.new(bytes(range(64)), text.encode(), hashlib.sha256).digest())
    let key = try #require(
      Base64.decode("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="))
    let text = "POST\n1024\napplication/json\nx-ms-date:Wed, 25 Nov 2026 12:00:00 GMT\n/api/logs"
    let code = HMACSHA256.authenticate(Array(text.utf8), key: key)
    #expect(Base64.encode(code) == "csl7Hp9DqJpQlxgyROWqepBB7Dn1hClvr2dwNmz0Hy8=")
  }
}
