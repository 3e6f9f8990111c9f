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

/// SHA-256 of bytes that come in pieces.
public struct IncrementalSHA256: ~Copyable {
  private let context: OpaquePointer

  /// Begins a digest.
  public init() {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("libcrypto has no memory for a SHA-256") }
    let started = EVP_DigestInit_ex2(context, SHA256.algorithm, nil)
    precondition(started == 1, "libcrypto has no SHA-256")
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Adds the next piece.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(done == 1, "libcrypto cannot go on with a SHA-256 that it began")
  }

  /// The digest of all pieces so far; ends it.
  public consuming func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { output, count in
      let done = EVP_DigestFinal_ex(context, output.baseAddress, nil)
      precondition(done == 1, "libcrypto cannot end a SHA-256 that it began")
      count = SHA256.byteCount
    }
  }
}
