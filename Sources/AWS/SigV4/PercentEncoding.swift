/// Percent-encoding by RFC 3986, as AWS signs it, and the form encoding of S3's listings.
enum PercentEncoding {
  /// A path: every byte but the unreserved ones and `/` is encoded.
  static func path(_ text: String) -> String {
    encode(text, keepSlash: true)
  }

  /// A name or a value of a query: every byte but the unreserved ones is encoded.
  static func query(_ text: String) -> String {
    encode(text, keepSlash: false)
  }

  /// Pairs as a query string, in their order.
  static func query(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\(query($0.name))=\(query($0.value))" }.joined(separator: "&")
  }

  private static func encode(_ text: String, keepSlash: Bool) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      case UInt8(ascii: "/") where keepSlash:
        bytes.append(byte)
      default:
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

  /// Undoes the form encoding of a listing: `+` is a space, `%XX` a byte, all else stays.
  ///
  /// - Returns: nil when the bytes are no UTF-8, for then they name no object that S3 can hold.
  static func decodeForm(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "+") {
        bytes.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "%"), let high = value(rest.first), let low = value(rest.dropFirst().first) {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func value(_ digit: UInt8?) -> UInt8? {
    switch digit {
    case let digit? where digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case let digit? where digit >= UInt8(ascii: "A") && digit <= UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case let digit? where digit >= UInt8(ascii: "a") && digit <= UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
