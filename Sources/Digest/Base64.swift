/// Base64 as in RFC 4648, section 4.
public enum Base64 {
  private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// The padded text of some bytes, on one line.
  public static func encode(_ bytes: [UInt8]) -> String {
    let length = (bytes.count + 2) / 3 * 4
    return String(unsafeUninitializedCapacity: length) { output in
      var next = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let second = start + 1 < bytes.count ? Int(bytes[start + 1]) : 0
        let third = start + 2 < bytes.count ? Int(bytes[start + 2]) : 0
        let group = Int(bytes[start]) << 16 | second << 8 | third
        output[next] = alphabet[group >> 18]
        output[next + 1] = alphabet[group >> 12 & 63]
        output[next + 2] = start + 1 < bytes.count ? alphabet[group >> 6 & 63] : padding
        output[next + 3] = start + 2 < bytes.count ? alphabet[group & 63] : padding
        next += 4
      }
      return next
    }
  }

  /// The text of some bytes in the letters of URLs, without padding (RFC 4648, section 5; RFC 7515, section 2).
  public static func encodeURL(_ bytes: [UInt8]) -> String {
    encode(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// The bytes of a text, or nil where it is not Base64.
  ///
  /// White space, a missing `=` and any foreign character are refused. Spare bits before the padding that are not zero
  /// are ignored, as Azure, AWS and Python do: a key that the service takes must not be refused here.
  public static func decode(_ text: String) -> [UInt8]? {
    let text = Array(text.utf8)
    guard text.count.isMultiple(of: 4) else { return nil }
    let padded = text.suffix(2).reversed().prefix { $0 == padding }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var group = 0
    var bits = 0
    for character in text.dropLast(padded) {
      guard let value = value(of: character) else { return nil }
      group = (group << 6 | value) & 0xFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(group >> bits & 0xFF))
      }
    }
    return bytes
  }

  private static func value(of character: UInt8) -> Int? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
