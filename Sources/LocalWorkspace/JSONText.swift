/// JSON strings in both directions, for text that was found well-formed before.
enum JSONText {
  /// The text of a string literal without its quotes.
  static func decode(_ body: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, escaped: Bool) -> String {
    String(decoding: escaped ? unescape(body, range) : Array(body[range]), as: UTF8.self)
  }

  /// The four hex digits at a position, or nil if there are none.
  static func hexUnit(_ body: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt16? {
    guard body.count - position >= 4 else { return nil }
    var unit: UInt16 = 0
    for byte in body[position..<(position + 4)] {
      guard let digit = hexDigit(byte) else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// The value of a hex digit, or nil for any other byte.
  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// A value of an object that `object(_:)` writes.
  enum Member {
    case text(String)
    case number(Int)
    /// JSON already.
    case json([UInt8])
  }

  /// An object with these members, in this order.
  static func object(_ members: [(name: String, value: Member)]) -> [UInt8] {
    var json = [UInt8(ascii: "{")]
    for (name, value) in members {
      if json.count > 1 { json.append(UInt8(ascii: ",")) }
      append(name, to: &json)
      json.append(UInt8(ascii: ":"))
      switch value {
      case .text(let text): append(text, to: &json)
      case .number(let number): json.append(contentsOf: String(number).utf8)
      case .json(let text): json.append(contentsOf: text)
      }
    }
    json.append(UInt8(ascii: "}"))
    return json
  }

  /// Appends text as a string literal with its quotes.
  static func append(_ text: String, to output: inout [UInt8]) {
    append(Array(text.utf8)[...], to: &output)
  }

  /// Appends UTF-8 text as a string literal with its quotes.
  static func append(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    guard text.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      output.append(contentsOf: text)
      output.append(UInt8(ascii: "\""))
      return
    }
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        output.append(contentsOf: "\\u00".utf8)
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 15)])
      default:
        output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  /// The bytes of a string literal's text, its escapes resolved.
  static func unescape(_ body: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      guard body[position] == UInt8(ascii: "\\") else {
        text.append(body[position])
        position += 1
        continue
      }
      let kind = body[position + 1]
      position += 2
      switch kind {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        let high = hexUnit(body, at: position) ?? 0xFFFD
        position += 4
        var scalar = UInt32(high)
        if high & 0xFC00 == 0xD800, let low = hexUnit(body, at: position + 2) {
          scalar = 0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF))
          position += 6
        }
        text.append(contentsOf: Character(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8)
      default: text.append(kind)
      }
    }
    return text
  }
}
