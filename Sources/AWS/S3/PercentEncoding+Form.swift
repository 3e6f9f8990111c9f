import Transport

extension PercentEncoding {
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
