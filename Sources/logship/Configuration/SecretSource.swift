import Digest
import Glibc

/// What a secret has to be.
enum SecretShape: Sendable, Equatable {
  case base64
  case text

  /// How a secret is given, in words that follow "allowed is".
  static let forms = "{\"env\": NAME}, {\"file\": PATH} or a text"
}

/// Where a secret is kept.
///
/// It is read when it is needed, and can be read again after it was changed.
struct SecretSource: Sendable, Equatable {
  enum Place: Sendable, Equatable {
    /// With its value at the start of the process, which cannot change.
    case variable(name: String, value: Secret?)
    case file(String)
    case literal(Secret)
  }

  let path: String
  let origin: Origin
  let place: Place
  let shape: SecretShape

  /// The most bytes of a file that are taken for a secret.
  static let maximumBytes = 65_536

  /// Reads the secret from its place.
  ///
  /// - Returns: The value without white space at its ends; Base64 where the shape asks for it.
  /// - Throws: A `ConfigurationError` that tells the place and never the value.
  func read() throws(ConfigurationError) -> Secret {
    let text: String
    switch place {
    case .literal(let secret): text = secret.reveal()
    case .variable(let name, let value):
      guard let value, !value.reveal().isEmpty else {
        throw .secretVariableNotSet(origin: origin, path: path, variable: name)
      }
      text = value.reveal()
    case .file(let file): text = try contents(of: file)
    }
    let trimmed = text.trimmingWhiteSpace
    guard !trimmed.isEmpty else { throw .secretEmpty(origin: origin, path: path, place: placeInWords) }
    if shape == .base64, Base64.decode(trimmed)?.isEmpty ?? true {
      throw .secretNotBase64(origin: origin, path: path, place: placeInWords)
    }
    return Secret(trimmed)
  }

  /// Follows the origin in `logship check`: the variable or the file that the origin names.
  var detail: String {
    switch place {
    case .literal: ""
    case .variable(let name, _): "{\"env\": \(JSONValue.quoted(name))}"
    case .file(let file): "{\"file\": \(JSONValue.quoted(file))}"
    }
  }

  private var placeInWords: String {
    switch place {
    case .literal: "the value"
    case .variable(let name, _): "the variable \(name)"
    case .file(let file): file
    }
  }

  private func contents(of file: String) throws(ConfigurationError) -> String {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(file, atMost: Self.maximumBytes)
    } catch {
      throw .secretFileUnreadable(origin: origin, path: path, file: file, reason: error.reason)
    }
    return String(decoding: bytes, as: UTF8.self)
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
