import CCrypto

/// A private key of any kind, read from PEM and freed with its owner.
struct PrivateKey: ~Copyable {
  /// Why there is none.
  enum Failure: Error {
    /// The text holds no private key that can be read.
    case absent
    /// The key is encrypted, and no password was given.
    case needsPassword
    /// The key is encrypted, and not under this password.
    case wrongPassword
  }

  /// Lives as long as the owner.
  let handle: OpaquePointer

  /// Reads a key.
  ///
  /// - Parameters:
  ///   - pem: Of PKCS #1, SEC 1 or PKCS #8, with whatever else beside it.
  ///   - password: What the key is encrypted under; not looked at where it is in the clear.
  /// - Throws: `Failure`.
  init(pem: String, password: Secret? = nil) throws(Failure) {
    let asked = Password(password)
    let key = PEM.read(pem) { source in
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
    guard let key else {
      guard asked.wasAsked else { throw .absent }
      throw password == nil ? .needsPassword : .wrongPassword
    }
    handle = key
  }

  deinit {
    EVP_PKEY_free(handle)
  }

  /// The signature of a message by way of its SHA-256, as libcrypto writes it.
  ///
  /// - Parameters:
  ///   - message: What is signed.
  ///   - prepare: Sets parameters of the signature; false gives up.
  /// - Returns: nil where the key cannot sign so.
  func sign(_ message: [UInt8], preparing prepare: (_ parameters: OpaquePointer?) -> Bool = { _ in true }) -> [UInt8]? {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    // Owned by the other one.
    var parameters: OpaquePointer?
    var length = 0
    guard EVP_DigestSignInit(context, &parameters, EVP_sha256(), nil, handle) == 1, prepare(parameters),
      EVP_DigestSign(context, nil, &length, message, message.count) == 1
    else { return nil }
    var signature = [UInt8](repeating: 0, count: length)
    guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else { return nil }
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
}
