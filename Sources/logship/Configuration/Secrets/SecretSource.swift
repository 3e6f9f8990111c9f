import Digest

/// What a secret has to be.
enum SecretShape: Sendable, Equatable {
  case base64
  case text
}

/// Where a secret is kept.
///
/// It is read when it is needed, and can be read again after it was changed.
struct SecretSource: Sendable {
  let path: String
  let origin: Origin
  let form: any SecretForm
  let shape: SecretShape

  /// The most bytes that are taken for a secret.
  static let maximumBytes = 65_536

  /// Reads the secret from its place.
  ///
  /// - Parameter access: What it may take to get there.
  /// - Returns: The value without white space at its ends; Base64 where the shape asks for it.
  /// - Throws: A `ConfigurationError` that tells the place and never the value.
  func read(_ access: SecretAccess) throws(ConfigurationError) -> Secret {
    let bytes: [UInt8]
    do throws(SecretFailure) {
      bytes = try form.read(access)
      guard bytes.count <= Self.maximumBytes else {
        throw SecretFailure(.configuration, ", which is larger than \(Self.maximumBytes.grouped) bytes")
      }
    } catch {
      throw fault(.secretUnread(place: form.place, failure: error))
    }
    let trimmed = String(decoding: bytes, as: UTF8.self).trimmingWhiteSpace
    guard !trimmed.isEmpty else { throw fault(.secretEmpty(place: form.place)) }
    if shape == .base64, Base64.decode(trimmed)?.isEmpty ?? true {
      throw fault(.secretNotBase64(place: form.place))
    }
    return Secret(trimmed)
  }

  private func fault(_ fault: ConfigurationError.Fault) -> ConfigurationError {
    ConfigurationError(fault, at: path, from: origin)
  }

  /// Follows the origin in `logship check`: how the form is written, where the origin does not say it all.
  var detail: String { form.detail }
}

extension SecretSource: Equatable {
  static func == (one: SecretSource, other: SecretSource) -> Bool {
    one.path == other.path && one.origin == other.origin && one.shape == other.shape && one.form.equals(other.form)
  }
}

extension String {
  /// Without the ASCII white space at both ends, which editors and `echo` leave in files.
  var trimmingWhiteSpace: String {
    let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || ("\t"..."\r").contains($0) }
    let tail = unicodeScalars.drop(while: isSpace)
    guard let last = tail.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(tail[...last])
  }
}
