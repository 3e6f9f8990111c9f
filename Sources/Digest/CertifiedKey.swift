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
  private let key: PrivateKey

  /// Reads both from one text in PEM, in any order.
  ///
  /// - Parameters:
  ///   - pem: A key of PKCS #1 or PKCS #8, and certificates, of which the key's own counts.
  ///   - password: What the key is encrypted under; not looked at where it is in the clear.
  /// - Throws: `Failure`, which holds nothing of the text.
  public init(pem: String, password: Secret?) throws(Failure) {
    let key: PrivateKey
    do throws(PrivateKey.Failure) {
      key = try PrivateKey(pem: pem, password: password)
    } catch {
      switch error {
      case .absent: throw .noKey
      case .needsPassword: throw .needsPassword
      case .wrongPassword: throw .wrongPassword
      }
    }
    guard EVP_PKEY_is_a(key.handle, "RSA") == 1 else { throw .notRSA }
    thumbprint = SHA256.hash(try Self.certificate(of: key.handle, in: pem))
    self.key = key
  }

  /// The RSASSA-PSS signature of a message: SHA-256, MGF1 with SHA-256, a salt of 32 bytes (RFC 7518, section 3.5).
  public func sign(_ message: [UInt8]) throws(Failure) -> [UInt8] {
    let signature = key.sign(message) { parameters in
      EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1
    }
    guard let signature else { throw .cannotSign }
    return signature
  }

  /// The DER form of the certificate that is the key's.
  private static func certificate(of key: OpaquePointer, in pem: String) throws(Failure) -> [UInt8] {
    var hasAny = false
    let found: [UInt8]? = PEM.read(pem) { source in
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
}
