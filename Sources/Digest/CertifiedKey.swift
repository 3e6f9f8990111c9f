import CCrypto

/// A private RSA key and the certificate of its public half, which signs as JSON Web Signatures have it (RFC 7518, PS256).
public struct CertifiedKey: ~Copyable {
  /// Why a key could not be used.
  public enum Failure: Error, Sendable, Equatable {
    /// The text holds no private key.
    case noKey
    /// The key is encrypted, and no password was given.
    case needsPassword
    /// The key is encrypted, and not under this password.
    case wrongPassword
    /// It is a key of another kind.
    case notRSA
    /// The text holds no certificate.
    case noCertificate
    /// None of the certificates is of this key.
    case otherCertificate
    case cannotSign
  }

  /// The SHA-256 of the certificate's DER form: the `x5t#S256` of RFC 7515 before it is encoded.
  public let thumbprint: [UInt8]
  private let key: OpaquePointer

  /// Reads both from one text in PEM, in any order.
  ///
  /// - Parameters:
  ///   - pem: A key of PKCS #1 or PKCS #8, and certificates, of which the key's own counts.
  ///   - password: What the key is encrypted under; not looked at where it is in the clear.
  /// - Throws: `Failure`, which holds nothing of the text.
  public init(pem: String, password: Secret?) throws(Failure) {
    let key = try Self.key(pem, password)
    guard EVP_PKEY_is_a(key, "RSA") == 1 else {
      EVP_PKEY_free(key)
      throw .notRSA
    }
    do throws(Failure) {
      thumbprint = SHA256.hash(try Self.certificate(of: key, in: pem))
    } catch {
      EVP_PKEY_free(key)
      throw error
    }
    self.key = key
  }

  deinit {
    EVP_PKEY_free(key)
  }

  /// The RSASSA-PSS signature of a message: SHA-256, MGF1 with SHA-256, a salt of 32 bytes (RFC 7518, section 3.5).
  public func sign(_ message: [UInt8]) throws(Failure) -> [UInt8] {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    // Owned by the other one.
    var parameters: OpaquePointer?
    var length = 0
    guard EVP_DigestSignInit(context, &parameters, EVP_sha256(), nil, key) == 1,
      EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1,
      EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1,
      EVP_DigestSign(context, nil, &length, message, message.count) == 1
    else { throw .cannotSign }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else { throw .cannotSign }
    return Array(signature.prefix(length))
  }

  /// What libcrypto asks for a password, and whether it did.
  private final class Password {
    let bytes: [UInt8]?
    var wasAsked = false

    init(_ password: Secret?) {
      bytes = password.map { Array($0.reveal().utf8) }
    }
  }

  private static func key(_ pem: String, _ password: Secret?) throws(Failure) -> OpaquePointer {
    let asked = Password(password)
    let key = withPEM(pem) { source in
      // Without an answer libcrypto would ask at the terminal.
      PEM_read_bio_PrivateKey(
        source, nil,
        { buffer, size, _, context in
          guard let buffer, let context else { return -1 }
          let password = Unmanaged<Password>.fromOpaque(context).takeUnretainedValue()
          password.wasAsked = true
          guard let bytes = password.bytes, bytes.count <= Int(size) else { return -1 }
          for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
          return Int32(bytes.count)
        }, Unmanaged.passUnretained(asked).toOpaque())
    }
    if let key { return key }
    guard asked.wasAsked else { throw .noKey }
    throw password == nil ? .needsPassword : .wrongPassword
  }

  /// The DER form of the certificate that is the key's.
  private static func certificate(of key: OpaquePointer, in pem: String) throws(Failure) -> [UInt8] {
    var hasAny = false
    let found: [UInt8]? = withPEM(pem) { source in
      while let certificate = PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil) {
        defer { X509_free(certificate) }
        hasAny = true
        guard X509_check_private_key(certificate, key) == 1 else { continue }
        return der(certificate)
      }
      return nil
    }
    if let found { return found }
    throw hasAny ? .otherCertificate : .noCertificate
  }

  private static func der(_ certificate: OpaquePointer) -> [UInt8]? {
    let length = i2d_X509(certificate, nil)
    guard length > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    let written = bytes.withUnsafeMutableBufferPointer { buffer in
      var next = buffer.baseAddress
      return i2d_X509(certificate, &next)
    }
    return written == length ? bytes : nil
  }

  /// Lends a text to libcrypto, and leaves none of its errors behind.
  private static func withPEM<Result>(_ pem: String, _ use: (OpaquePointer) -> Result?) -> Result? {
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
