import Digest
import Testing

@Suite("SHA-1")
struct SHA1Tests {
  /// By Python: `hashlib.sha1(bytes((i * 7 + n) % 256 for i in range(n))).hexdigest()`.
  @Test(
    "gives hashlib's digests",
    arguments: [
      (0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"), (1, "bf8b4530d8d246dd74ac53a13471bba17941dff7"),
      (55, "63ac9708fb581dd150d3647549f9e0cb51dcf1df"), (56, "5a0c4d0eb2f15e05bbbff6b8dada9ae767fc03f0"),
      (63, "d94ff3ad53f9b9327704b812ee9c1f3abbba3d48"), (64, "5f55a35e13f1865e7ffc22dca1275b1a49b0ff56"),
      (65, "d7f8931010f8342a97383e1410a58c47d057708b"), (260, "9cf1bfccb0be7f87686cf508af185bdb3829764f"),
    ])
  func matchesHashlib(length: Int, digest: String) {
    #expect(Hex.encode(SHA1.hash((0..<length).map { UInt8(($0 * 7 + length) % 256) })) == digest)
  }
}
