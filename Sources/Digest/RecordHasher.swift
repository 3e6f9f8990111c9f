import CCrypto

/// SHA-256 for a hot loop: the algorithm is fetched and the context made once, then used for every record.
///
/// Each thread has its own.
public struct RecordHasher: ~Copyable {
  private let context: OpaquePointer

  /// Makes the context.
  ///
  /// - Throws: `DigestError` when libcrypto has no SHA-256 or no memory, so that `hash` need not throw.
  public init() throws(DigestError) {
    guard let context = EVP_MD_CTX_new() else { throw DigestError(unavailable: "SHA256") }
    guard EVP_DigestInit_ex2(context, SHA256.algorithm, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw DigestError(unavailable: "SHA256")
    }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Writes the digest of some bytes.
  ///
  /// - Parameters:
  ///   - bytes: What to hash, of any length.
  ///   - output: Where the 32 bytes of the digest go; it may be longer.
  public mutating func hash(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) {
    precondition(output.count >= SHA256.byteCount, "a SHA-256 has 32 bytes")
    // A nil algorithm keeps the one of the context, and with it the context's memory.
    let done =
      EVP_DigestInit_ex2(context, nil, nil) == 1
      && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
      && EVP_DigestFinal_ex(context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
    precondition(done, "libcrypto cannot repeat a SHA-256 that it did before")
  }
}
