import CCrypto

/// A private key of the curve P-256, which signs as JSON Web Signatures have it (RFC 7518, ES256).
public struct ES256Key: ~Copyable {
  /// Why a key could not be used.
  public enum Failure: Error, Sendable, Equatable {
    /// The text holds no private key, or one that needs a password.
    case unreadable
    /// It is a key of another curve or kind.
    case otherCurve
    case cannotSign
  }

  /// Coordinates and the two numbers of a signature have as many bytes.
  private static let width = 32

  private let key: PrivateKey

  /// Reads a key in PEM, be it of SEC 1 (`EC PRIVATE KEY`) or PKCS #8 (`PRIVATE KEY`).
  public init(pem: String) throws(Failure) {
    let key: PrivateKey
    do throws(PrivateKey.Failure) {
      key = try PrivateKey(pem: pem)
    } catch {
      throw .unreadable
    }
    var name = [CChar](repeating: 0, count: 32)
    guard EVP_PKEY_get_utf8_string_param(key.handle, OSSL_PKEY_PARAM_GROUP_NAME, &name, name.count, nil) == 1,
      name.prefix(while: { $0 != 0 }).elementsEqual("prime256v1".utf8.map { CChar(bitPattern: $0) })
    else { throw .otherCurve }
    self.key = key
  }

  /// The point of the public key, each coordinate in 32 bytes.
  public func publicPoint() throws(Failure) -> (x: [UInt8], y: [UInt8]) {
    (try coordinate(OSSL_PKEY_PARAM_EC_PUB_X), try coordinate(OSSL_PKEY_PARAM_EC_PUB_Y))
  }

  /// The signature of a message: two numbers of 32 bytes, one behind the other.
  public func sign(_ message: [UInt8]) throws(Failure) -> [UInt8] {
    guard let signature = key.sign(message) else { throw .cannotSign }
    return try signature.withUnsafeBufferPointer { bytes throws(Failure) in
      var start = bytes.baseAddress
      guard let pair = d2i_ECDSA_SIG(nil, &start, bytes.count) else { throw .cannotSign }
      defer { ECDSA_SIG_free(pair) }
      return try Self.bytes(ECDSA_SIG_get0_r(pair)) + Self.bytes(ECDSA_SIG_get0_s(pair))
    }
  }

  private func coordinate(_ name: String) throws(Failure) -> [UInt8] {
    var number: OpaquePointer?
    guard EVP_PKEY_get_bn_param(key.handle, name, &number) == 1 else { throw .unreadable }
    defer { BN_free(number) }
    return try Self.bytes(number)
  }

  private static func bytes(_ number: OpaquePointer?) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: width)
    guard let number, BN_bn2binpad(number, &bytes, Int32(width)) == Int32(width) else { throw .cannotSign }
    return bytes
  }
}
