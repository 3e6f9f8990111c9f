import CCrypto

/// Text in PEM (RFC 7468).
enum PEM {
  /// Lends a text to libcrypto, and leaves none of its errors behind.
  static func read<Result>(_ pem: String, _ use: (OpaquePointer) -> Result?) -> Result? {
    let bytes = Array(pem.utf8)
    return bytes.withUnsafeBytes { buffer in
      guard let source = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
      defer {
        BIO_free(source)
        ERR_clear_error()
      }
      return use(source)
    }
  }
}
