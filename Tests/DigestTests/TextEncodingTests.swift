import Digest
import Testing

@Suite("Base64")
struct Base64Tests {
  /// RFC 4648, section 10, and Python's base64 for the last.
  static let vectors: [(bytes: [UInt8], text: String)] = [
    (Array("".utf8), ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="), (Array("foo".utf8), "Zm9v"),
    (Array("foob".utf8), "Zm9vYg=="), (Array("fooba".utf8), "Zm9vYmE="), (Array("foobar".utf8), "Zm9vYmFy"),
    (
      Array(0...255),
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUV"
        + "JTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6Ch"
        + "oqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8P"
        + "Hy8/T19vf4+fr7/P3+/w=="
    ),
  ]

  @Test("encodes as RFC 4648", arguments: vectors)
  func encodes(bytes: [UInt8], text: String) {
    #expect(Base64.encode(bytes) == text)
  }

  @Test("decodes as RFC 4648", arguments: vectors)
  func decodes(bytes: [UInt8], text: String) {
    #expect(Base64.decode(text) == bytes)
  }

  @Test("has letters for URLs, without padding", arguments: [([0xFB, 0xEF, 0xFF], "--__"), ([1], "AQ"), ([], "")])
  func url(_ bytes: [UInt8], _ text: String) {
    #expect(Base64.encodeURL(bytes) == text)
  }

  @Test(
    "refuses what is not Base64",
    arguments: [
      "Z", "Zg", "Zg=", "Zm8", "Zg==\n", " Zg==", "Zm9v\nYg==", "Zg==Zg==", "Z===", "====", "=Zg=", "Zm-v", "Zm_v",
      "Zm9\u{E9}", "Zm9v=", "Z\0==",
    ])
  func refuses(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("takes spare bits that are not zero, as the services do")
  func takesSpareBits() {
    // Python: base64.b64decode("YWJjZF==") == b"abcd"
    #expect(Base64.decode("YWJjZF==") == Array("abcd".utf8))
  }
}

@Suite("Base32")
struct Base32Tests {
  @Test(
    "encodes as RFC 4648, in lower case and without padding",
    arguments: [
      ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
      ("foobar", "mzxw6ytboi"),
    ])
  func encodes(text: String, expected: String) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBytes { Base32.encode($0, bits: bytes.count * 8) } == expected)
  }

  @Test(
    "encodes the first 130 bits of a digest as 26 characters",
    arguments: [("abc", "xj4bnp4pahh6uqkbidpf3lrceo"), ("", "4oymiquy7qobjgx36tejs35zeq")])
  func encodesFirstBits(text: String, expected: String) {
    // Python: base64.b32encode(hashlib.sha256(text).digest()).decode().lower()[:26]
    let digest = SHA256.hash(Array(text.utf8))
    #expect(digest.withUnsafeBytes { Base32.encode($0, bits: 130) } == expected)
  }

  @Test(
    "fills the last character up with zero bits", arguments: [(1, "q"), (5, "7"), (6, "7q"), (12, "77y"), (16, "777q")])
  func fillsUp(bits: Int, expected: String) {
    #expect([UInt8]([0xFF, 0xFF]).withUnsafeBytes { Base32.encode($0, bits: bits) } == expected)
  }

  @Test("writes into given memory, and not behind its end")
  func writesInPlace() {
    var output = [UInt8](repeating: UInt8(ascii: "."), count: 30)
    let written = SHA256.hash(Array("abc".utf8)).withUnsafeBytes { digest in
      output.withUnsafeMutableBytes { Base32.encode(digest, bits: 130, into: $0) }
    }
    #expect(written == 26)
    #expect(String(decoding: output, as: UTF8.self) == "xj4bnp4pahh6uqkbidpf3lrceo....")
  }
}

@Suite("Hexadecimal")
struct HexTests {
  @Test("writes two lower-case digits a byte")
  func encodes() {
    #expect(Hex.encode([0x00, 0x09, 0x0A, 0x9F, 0xF0, 0xFF]) == "00090a9ff0ff")
    #expect(Hex.encode([]) == "")
  }
}
