import CCrypto

/// SHA-256 of bytes in memory.
public enum SHA256 {
  /// The size of a digest in bytes.
  public static let byteCount = 32

  // EVP_MD_fetch costs more than hashing a short record does. The pointer is written once, by the static initialiser,
  // never freed, and libcrypto's algorithms are immutable and shared between threads by design.
  nonisolated(unsafe) static let algorithm: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)

  /// The digest of some bytes.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// The digest of borrowed bytes.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
      let done = EVP_Digest(bytes.baseAddress, bytes.count, output.baseAddress, nil, algorithm, nil)
      precondition(done == 1, "libcrypto has no SHA-256")
      count = byteCount
    }
  }
}
