/// The parameters of an `application/x-www-form-urlencoded` body.
struct FormBody {
  private let values: [String: String]

  /// The parameters of a body, or nil where an escape or the text is broken; of a repeated one the first counts.
  init?(_ body: some Collection<UInt8>) {
    var values: [String: String] = [:]
    for pair in body.split(separator: UInt8(ascii: "&")) {
      let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(sides[0]), let value = Self.decode(sides.count > 1 ? sides[1] : pair.suffix(0))
      else { return nil }
      values[name] = values[name] ?? value
    }
    self.values = values
  }

  /// The value of a parameter, or nil if it is missing or empty.
  subscript(name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func decode(_ text: some Collection<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"):
        bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(JSONText.hexDigit),
          let low = rest.popFirst().flatMap(JSONText.hexDigit)
        else { return nil }
        bytes.append(high << 4 | low)
      default:
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
