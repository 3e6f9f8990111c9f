import Digest

extension String {
  /// The text with `***` wherever a secret stood: as it is, percent-encoded, or escaped as in JSON.
  ///
  /// What a service says of a request that it refuses may have parts of the request in it. To be called before anything is
  /// cut off, which would leave the beginning of a secret.
  ///
  /// - Parameter secrets: What the request carried; empty ones are passed over.
  /// - Returns: The text, itself where none of them is in it.
  package func withholding(_ secrets: [Secret]) -> String {
    let values = secrets.map { Array($0.reveal().utf8) }.filter { !$0.isEmpty }
    // The longer first, of which a shorter one may be a part.
    return values.sorted { $0.count > $1.count }.reduce(self) { $0.withholding($1) }
  }

  /// The text with `***` wherever the secret stood, in any of these forms; nil is none.
  package func withholding(_ secret: Secret?) -> String {
    withholding(secret.map { [$0] } ?? [])
  }

  /// Bytes are compared, since a combining mark behind the secret would make one Character of the two.
  private func withholding(_ secret: [UInt8]) -> String {
    let text = Array(utf8)
    var shown: [UInt8] = []
    var position = 0
    var isChanged = false
    while position < text.count {
      let rest = text[position...]
      if let end = Form.allCases.lazy.compactMap({ $0.end(of: secret, in: rest) }).first {
        shown += "***".utf8
        position = end
        isChanged = true
      } else {
        shown.append(text[position])
        position += 1
      }
    }
    return isChanged ? String(decoding: shown, as: UTF8.self) : self
  }
}

/// How a secret may be written in a text.
private enum Form: CaseIterable {
  case plain
  case percentEncoded
  case escaped

  /// Where the secret ends that a text begins with; nil where it begins with something else.
  func end(of secret: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    var rest = text
    for byte in secret {
      guard let length = length(of: byte, in: rest) else { return nil }
      rest = rest.dropFirst(length)
    }
    return rest.startIndex
  }

  /// How many bytes of a text stand for one of the secret; nil where the text begins with another one.
  private func length(of byte: UInt8, in text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first else { return nil }
    switch (self, first) {
    case (.percentEncoded, UInt8(ascii: "%")):
      return Self.hexadecimal(text.dropFirst().prefix(2), digits: 2) == Int(byte) ? 3 : nil
    case (.percentEncoded, UInt8(ascii: "+")) where byte == UInt8(ascii: " "):
      return 1
    case (.escaped, UInt8(ascii: "\\")):
      let escape = text.dropFirst()
      guard escape.first == UInt8(ascii: "u") else { return escape.first == byte ? 2 : nil }
      return Self.hexadecimal(escape.dropFirst().prefix(4), digits: 4) == Int(byte) ? 6 : nil
    default:
      return first == byte ? 1 : nil
    }
  }

  private static func hexadecimal(_ digits: ArraySlice<UInt8>, digits count: Int) -> Int? {
    guard digits.count == count, digits.allSatisfy(\.isASCIILetterOrDigit) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
