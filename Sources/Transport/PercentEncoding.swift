import Digest

/// Percent-encoding by RFC 3986, as AWS signs it and as forms may have it: every byte but the unreserved ones is encoded.
package enum PercentEncoding {
  /// A path, whose slashes stay.
  package static func path(_ text: String) -> String {
    encode(text, keepSlash: true)
  }

  /// A name or a value of a query or a form.
  package static func query(_ text: String) -> String {
    encode(text, keepSlash: false)
  }

  /// Pairs as a query string or a form, in their order.
  package static func query(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\(query($0.name))=\(query($0.value))" }.joined(separator: "&")
  }

  private static func encode(_ text: String, keepSlash: Bool) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if byte.isASCIILetterOrDigit || "-._~".utf8.contains(byte) || keepSlash && byte == UInt8(ascii: "/") {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digit(byte >> 4))
        bytes.append(digit(byte & 15))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }
}
