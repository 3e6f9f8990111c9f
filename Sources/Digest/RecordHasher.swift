import CCrypto

/// SHA-256 for a hot loop.
///
/// libcrypto's EVP interface takes as long for a short record as the hashing itself, so that this goes to its block
/// function, which uses the processor's own instructions too, and pads the message itself (FIPS 180-4, section 5.1.1).
/// Each thread has its own.
public struct RecordHasher: ~Copyable {
  /// How many bytes behind a message are written at most.
  public static let paddingBytes = 72

  private static let blockBytes = 64
  private static let lengthBytes = 8

  private let initial: SHA256_CTX
  private var context: SHA256_CTX

  /// Makes a hasher.
  public init() {
    var context = SHA256_CTX()
    SHA256_Init(&context)
    initial = context
    self.context = context
  }

  /// Hashes a message.
  ///
  /// - Parameters:
  ///   - message: The message, and room for `paddingBytes` behind it, of which some are written.
  ///   - count: The length of the message in bytes.
  /// - Returns: The first 160 bits of its digest.
  public mutating func hash(_ message: UnsafeMutableRawPointer, count: Int) -> ShortDigest {
    let padded = (count + RecordHasher.lengthBytes) / RecordHasher.blockBytes * RecordHasher.blockBytes
    let total = padded + RecordHasher.blockBytes
    message.storeBytes(of: 0x80, toByteOffset: count, as: UInt8.self)
    (message + count + 1).initializeMemory(as: UInt8.self, repeating: 0, count: total - count - 1)
    message.storeBytes(
      of: UInt64(count * 8).bigEndian, toByteOffset: total - RecordHasher.lengthBytes, as: UInt64.self)
    context = initial
    SHA256_Update(&context, message, total)
    let words = context.h
    return ShortDigest(words.0, words.1, words.2, words.3, words.4)
  }
}

/// The first 160 bits of a SHA-256.
public struct ShortDigest {
  /// Forty bits each, from the first bit of the digest on.
  private let groups: (UInt64, UInt64, UInt64, UInt64)

  fileprivate init(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32, _ fifth: UInt32) {
    groups = (
      UInt64(first) << 8 | UInt64(second >> 24),
      UInt64(second & 0xFF_FFFF) << 16 | UInt64(third >> 16),
      UInt64(third & 0xFFFF) << 24 | UInt64(fourth >> 8),
      UInt64(fourth & 0xFF) << 32 | UInt64(fifth)
    )
  }

  /// Writes all bits as base32 in lower case.
  ///
  /// - Parameter output: Room for 32 characters.
  public func writeBase32(to output: UnsafeMutableRawPointer) {
    output.storeBytes(of: Base32.eightCharacters(of: groups.0), as: UInt64.self)
    output.storeBytes(of: Base32.eightCharacters(of: groups.1), toByteOffset: 8, as: UInt64.self)
    output.storeBytes(of: Base32.eightCharacters(of: groups.2), toByteOffset: 16, as: UInt64.self)
    output.storeBytes(of: Base32.eightCharacters(of: groups.3), toByteOffset: 24, as: UInt64.self)
  }
}
