/// Reads one JSON text strictly (RFC 8259) and says line and column where it is not one.
struct JSONParser {
  struct SyntaxError: Error, Equatable {
    let line: Int
    /// In characters, from 1.
    let column: Int
    let what: String
  }

  /// Objects and arrays inside each other.
  ///
  /// A configuration has four; the bound keeps a hostile file off the stack.
  static let maximumDepth = 64

  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads a whole text as one value.
  ///
  /// - Parameter bytes: UTF-8, with or without a byte order mark.
  /// - Returns: The value, its members in the order written and repeated ones kept.
  /// - Throws: `SyntaxError` at the first byte that does not belong there.
  static func parse(_ bytes: [UInt8]) throws(SyntaxError) -> JSONValue {
    var parser = JSONParser(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.at = 3 }
    let value = try parser.value()
    parser.skipSpace()
    guard parser.at == bytes.count else { throw parser.error("there is more after the end of the value") }
    return value
  }

  private mutating func value() throws(SyntaxError) -> JSONValue {
    skipSpace()
    guard let byte = peek else { throw error("the text ends where a value should be") }
    switch byte {
    case UInt8(ascii: "{"): return try nested { parser throws(SyntaxError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(SyntaxError) in try parser.array() }
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default:
      if take("true") { return .toggle(true) }
      if take("false") { return .toggle(false) }
      if take("null") { return .null }
      throw error("a value should be here")
    }
  }

  private mutating func nested(
    _ read: (inout JSONParser) throws(SyntaxError) -> JSONValue
  ) throws(SyntaxError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw error("the text is nested deeper than \(Self.maximumDepth) levels") }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func object() throws(SyntaxError) -> JSONValue {
    at += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("a name in quotes should be here") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw error("a colon should be here") }
      members.append(.init(name: name, value: try value()))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw error("a comma or } should be here") }
    }
  }

  private mutating func array() throws(SyntaxError) -> JSONValue {
    at += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      values.append(try value())
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw error("a comma or ] should be here") }
    }
  }

  private mutating func number() throws(SyntaxError) -> String {
    let start = at
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func digits() throws(SyntaxError) {
    let start = at
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
    guard at > start else { throw error("a digit should be here") }
  }

  private mutating func string() throws(SyntaxError) -> String {
    let start = at
    at += 1
    var content: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          at = start
          throw error("this string is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"):
        at += 1
        content += Array(String(try escaped()).utf8)
      case 0..<0x20: throw error("a control character in a string has to be escaped")
      default:
        content.append(byte)
        at += 1
      }
    }
    at = start
    throw error("this string has no end")
  }

  private mutating func escaped() throws(SyntaxError) -> Unicode.Scalar {
    guard let byte = peek else { throw error("the text ends in an escape") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default:
      at -= 1
      throw error("this escape is not one of JSON's")
    }
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\u") else { throw error("half a surrogate pair") }
    let second = try fourHexDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error("half a surrogate pair") }
    return scalar
  }

  private mutating func fourHexDigits() throws(SyntaxError) -> UInt32 {
    guard at + 4 <= bytes.count, bytes[at..<(at + 4)].allSatisfy(\.isHexDigit),
      let value = UInt32(String(decoding: bytes[at..<(at + 4)], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits should be here") }
    at += 4
    return value
  }

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func take(_ token: StaticString) -> Bool {
    token.withUTF8Buffer { token in
      guard bytes[at...].starts(with: token) else { return false }
      at += token.count
      return true
    }
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private func error(_ what: String) -> SyntaxError {
    let before = bytes[..<at]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return SyntaxError(
      line: line, column: String(decoding: before[lineStart...], as: UTF8.self).count + 1, what: what)
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
