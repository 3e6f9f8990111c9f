import Digest
import Testing

/// Bytes made by a rule, and their digest by Python's hashlib:
/// `hashlib.sha256(bytes((i * 7 + n) % 256 for i in range(n))).hexdigest()`.
struct DigestVector: Sendable, CustomTestStringConvertible {
  let length: Int
  let digest: String

  var bytes: [UInt8] { (0..<length).map { UInt8(($0 * 7 + length) % 256) } }
  var testDescription: String { "\(length) bytes" }

  // Lengths on both sides of the places where the padding needs another block of 64 bytes.
  static let all = [
    Self(length: 0, digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    Self(length: 1, digest: "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"),
    Self(length: 55, digest: "81afe5b788dc2ce138ff83d9b20164db75a94d75d2b2432eea4a0ef605088c72"),
    Self(length: 56, digest: "2aba54f0ac632420a2b502431408866e40e1d5e430df4cd822642c78ab2eb9c1"),
    Self(length: 63, digest: "733d3d4ee79ee67145bf73da13588f6f235d37414fc64b14a2f00f1762792f5e"),
    Self(length: 64, digest: "79322907b3e9d013d7dc2c2f256674dbf733045cde01df3539271c6f5605feb8"),
    Self(length: 65, digest: "d85c007c6eb440f085afa2b84f6f2bce4658b240e9f62cb1364bf0485a57e720"),
    Self(length: 119, digest: "6c87eedf096b345de205b702e5223b73b447a3207791ded3ea007ba15ed6736e"),
    Self(length: 120, digest: "42500cf6a1e3936d6b9e0bcfe296d654b63255e525487d3634d0b15fde591c4d"),
    Self(length: 260, digest: "d7261b692c6abbce514bdfd0b3152dc01ac96f8c6b0cbf2bbc01476f93232bca"),
    Self(length: 100_000, digest: "7591069642d2e63f5e1589cef92226875b8a3fec16eb4bef7cf030c78ed51fdc"),
  ]
}

/// Messages of NIST FIPS 180-4's examples ("SHA256.pdf" and the "a million a" test of FIPS 180-2, appendix B.3).
private let nist = [
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
  (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
]

@Suite("SHA-256")
struct SHA256Tests {
  @Test("gives NIST's digests", arguments: nist)
  func matchesNIST(message: String, digest: String) {
    #expect(Hex.encode(SHA256.hash(Array(message.utf8))) == digest)
  }

  @Test("gives hashlib's digests", arguments: DigestVector.all)
  func matchesHashlib(vector: DigestVector) {
    #expect(Hex.encode(SHA256.hash(vector.bytes)) == vector.digest)
  }

  @Test("gives the same digest whatever the pieces", arguments: DigestVector.all)
  func matchesInPieces(vector: DigestVector) {
    var hasher = IncrementalSHA256()
    vector.bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 61) {
        hasher.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 61, bytes.count)]))
      }
    }
    #expect(Hex.encode(hasher.finish()) == vector.digest)
  }
}

@Suite("The record hasher")
struct RecordHasherTests {
  /// The message with room behind it, all of it 0xA5.
  private func digest(_ hasher: inout RecordHasher, _ message: [UInt8]) -> String {
    let behind = [UInt8](repeating: 0xA5, count: RecordHasher.paddingBytes)
    var memory = message + behind
    var text = [UInt8](repeating: 0, count: 32)
    memory.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let digest = hasher.hash(start, count: message.count)
      text.withUnsafeMutableBytes { output in
        if let output = output.baseAddress { digest.writeBase32(to: output) }
      }
    }
    #expect(memory.starts(with: message))
    return String(decoding: text, as: UTF8.self)
  }

  @Test("gives each digest afresh when it is used again")
  func isReusable() {
    var hasher = RecordHasher()
    for vector in DigestVector.all + DigestVector.all.reversed() {
      let expected = stride(from: 0, to: 40, by: 2).compactMap { index in
        UInt8(vector.digest.dropFirst(index).prefix(2), radix: 16)
      }
      #expect(digest(&hasher, vector.bytes) == expected.withUnsafeBytes { Base32.encode($0, bits: 160) })
    }
  }

  @Test("is libcrypto's SHA-256 for every length of a message around its blocks")
  func everyLength() {
    var hasher = RecordHasher()
    for count in 0...300 {
      let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ count) }
      let expected = SHA256.hash(message).withUnsafeBytes { Base32.encode($0, bits: 160) }
      #expect(digest(&hasher, message) == expected)
    }
  }
}
