import CCrypto

/// HMAC with SHA-256 (RFC 2104).
public enum HMACSHA256 {
  // Written once by the static initialiser, never freed; libcrypto's algorithms are immutable and shared by design.
  nonisolated(unsafe) private static let algorithm: OpaquePointer? = EVP_MAC_fetch(nil, "HMAC", nil)

  /// The 32 bytes that authenticate a message under a key.
  public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { authenticate([$0], key: key) }
  }

  /// The 32 bytes that authenticate a message, given in pieces, under a key.
  public static func authenticate(_ pieces: [UnsafeRawBufferPointer], key: [UInt8]) -> [UInt8] {
    let context = EVP_MAC_CTX_new(algorithm)
    defer { EVP_MAC_CTX_free(context) }
    let started = ccrypto_hmac_sha256_init(context, key, key.count)
    precondition(started == 1, "libcrypto has no HMAC-SHA-256")
    for piece in pieces {
      let done = EVP_MAC_update(context, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), piece.count)
      precondition(done == 1, "libcrypto cannot go on with an HMAC that it began")
    }
    return [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { output, count in
      let done = EVP_MAC_final(context, output.baseAddress, &count, output.count)
      precondition(done == 1 && count == SHA256.byteCount, "libcrypto cannot end an HMAC that it began")
    }
  }
}
