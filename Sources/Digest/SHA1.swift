import CCrypto

/// SHA-1 (FIPS 180-4), by which other programs name their files; it protects nothing.
public enum SHA1 {
  /// The 20 bytes that a message hashes to.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(SHA_DIGEST_LENGTH)) { output, count in
      CCrypto.SHA1(message, message.count, output.baseAddress)
      count = Int(SHA_DIGEST_LENGTH)
    }
  }
}
