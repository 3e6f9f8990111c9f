import Foundation

/// Reads a body as the service's documentation describes it: one JSON object or an array of them.
///
/// Stricter than Foundation's parser where that is lenient or silent: no byte order mark, no invalid UTF-8, no half of
/// a surrogate pair, no number without a finite value, no name twice in one object, nothing after the value.
struct BodyRecordsReader {
  /// What the values of records may be.
  enum Shape {
    /// No objects and no arrays, as the Data Collector API takes records.
    case flat
    /// Objects and arrays too, as the Logs Ingestion API does; they are checked and kept as their text.
    case nested
  }

  /// How deep objects and arrays may stand in each other.
  private static let deepest = 64

  private let body: UnsafeBufferPointer<UInt8>
  private let shape: Shape
  private var position = 0
  private var records = BodyRecords()
  private var nameBytes: [[UInt8]] = []
  private var nameIndex: [String: Int] = [:]
  /// The last record, counted from 1, in which each name stood: tells a name that stands twice.
  private var lastRecord: [Int] = []

  private init(_ body: UnsafeBufferPointer<UInt8>, _ shape: Shape) {
    self.body = body
    self.shape = shape
  }

  /// The records of a body.
  static func read(_ body: UnsafeBufferPointer<UInt8>, as shape: Shape) throws(MalformedBody) -> BodyRecords {
    var reader = BodyRecordsReader(body, shape)
    try reader.readBody()
    return reader.records
  }

  private mutating func readBody() throws(MalformedBody) {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"):
      records.isOneObject = true
      try readObject()
    case UInt8(ascii: "["): try readArray()
    case nil: throw malformed("the body is empty")
    default: throw malformed("expected an array of objects, or an object")
    }
    skipSpace()
    guard position == body.count else { throw malformed("more text after the value") }
  }

  private mutating func readArray() throws(MalformedBody) {
    position += 1
    skipSpace()
    if take("]") { return }
    while true {
      skipSpace()
      guard peek() == UInt8(ascii: "{") else { throw malformed("expected an object in the array") }
      try readObject()
      skipSpace()
      if take("]") { return }
      guard take(",") else { throw malformed("expected a comma or the end of the array") }
    }
  }

  private mutating func readObject() throws(MalformedBody) {
    position += 1
    skipSpace()
    if !take("}") {
      var guess = 0
      while true {
        skipSpace()
        guard peek() == UInt8(ascii: "\"") else { throw malformed("expected a property name") }
        let name = try readName(guess: guess)
        guess = name + 1
        skipSpace()
        guard take(":") else { throw malformed("expected a colon") }
        skipSpace()
        try readValue(of: name)
        skipSpace()
        if take("}") { break }
        guard take(",") else { throw malformed("expected a comma or the end of the object") }
      }
    }
    records.ends.append(records.fields.count)
  }

  /// The index of the name that begins here; `guess` is the one to try first, since records mostly repeat their order.
  private mutating func readName(guess: Int) throws(MalformedBody) -> Int {
    let start = position
    let (range, escaped) = try readString()
    let known: Int
    if !escaped, guess < nameBytes.count, body[range].elementsEqual(nameBytes[guess]) {
      known = guess
    } else {
      let text = JSONText.decode(body, range, escaped: escaped)
      if let index = nameIndex[text] {
        known = index
      } else {
        known = records.names.count
        records.names.append(text)
        nameBytes.append(Array(text.utf8))
        nameIndex[text] = known
        lastRecord.append(0)
      }
    }
    let record = records.ends.count + 1
    guard lastRecord[known] != record else {
      throw MalformedBody(reason: "the property \(records.names[known]) stands twice in one object", offset: start)
    }
    lastRecord[known] = record
    return known
  }

  private mutating func readValue(of name: Int) throws(MalformedBody) {
    let start = position
    var escaped = false
    let kind: BodyRecords.Kind
    var range: Range<Int>?
    switch peek() {
    case UInt8(ascii: "\""):
      (range, escaped) = try readString()
      kind = .string
    case UInt8(ascii: "t"):
      try readWord("true")
      kind = .true
    case UInt8(ascii: "f"):
      try readWord("false")
      kind = .false
    case UInt8(ascii: "n"):
      try readWord("null")
      kind = .null
    case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
      try readNumber()
      kind = .number
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard shape == .nested else {
        throw malformed("the property \(records.names[name]) holds an object or an array; records are flat")
      }
      try skipNested(depth: 1)
      kind = .nested
    default:
      throw malformed("expected a value")
    }
    records.fields.append(
      BodyRecords.Field(name: name, kind: kind, range: range ?? start..<position, escaped: escaped))
  }

  /// Goes over an object or array inside a record.
  private mutating func skipNested(depth: Int) throws(MalformedBody) {
    guard depth <= Self.deepest else { throw malformed("values stand deeper than \(Self.deepest) in each other") }
    let isObject = peek() == UInt8(ascii: "{")
    let end: Unicode.Scalar = isObject ? "}" : "]"
    position += 1
    skipSpace()
    if take(end) { return }
    while true {
      skipSpace()
      if isObject {
        guard peek() == UInt8(ascii: "\"") else { throw malformed("expected a property name") }
        _ = try readString()
        skipSpace()
        guard take(":") else { throw malformed("expected a colon") }
        skipSpace()
      }
      switch peek() {
      case UInt8(ascii: "\""): _ = try readString()
      case UInt8(ascii: "t"): try readWord("true")
      case UInt8(ascii: "f"): try readWord("false")
      case UInt8(ascii: "n"): try readWord("null")
      case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested(depth: depth + 1)
      default: try readNumber()
      }
      skipSpace()
      if take(end) { return }
      guard take(",") else { throw malformed("expected a comma or the end of the object or array") }
    }
  }

  private mutating func readWord(_ word: StaticString) throws(MalformedBody) {
    let matches =
      body.count - position >= word.utf8CodeUnitCount
      && (0..<word.utf8CodeUnitCount).allSatisfy { body[position + $0] == word.utf8Start[$0] }
    guard matches else { throw malformed("expected a value") }
    position += word.utf8CodeUnitCount
  }

  private mutating func readNumber() throws(MalformedBody) {
    let start = position
    _ = take("-")
    if !take("0") { try readDigits() }
    if take(".") { try readDigits() }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      position += 1
      if !take("+") { _ = take("-") }
      try readDigits()
    }
    // Up to this length no exponent-free number is out of range, and most numbers need no conversion.
    let text = body[start..<position]
    if text.count > 300 || text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
        throw MalformedBody(reason: "a number is out of range", offset: start)
      }
    }
  }

  private mutating func readDigits() throws(MalformedBody) {
    let start = position
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw malformed("expected a digit") }
  }

  /// The range between the quotes of the string that begins here, and whether it holds backslashes.
  private mutating func readString() throws(MalformedBody) -> (Range<Int>, Bool) {
    position += 1
    let start = position
    var escaped = false
    while position < body.count {
      let byte = body[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return (start..<(position - 1), escaped)
      case UInt8(ascii: "\\"):
        escaped = true
        try readEscape()
      case 0..<0x20:
        throw malformed("a control character stands bare in a string")
      case 0x20..<0x80:
        position += 1
      default:
        try readMultibyte(byte)
      }
    }
    throw malformed("a string does not end")
  }

  private mutating func readEscape() throws(MalformedBody) {
    position += 1
    switch peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      let unit = try readHexUnit()
      if unit & 0xFC00 == 0xD800 {
        guard take("\\"), take("u"), try readHexUnit() & 0xFC00 == 0xDC00 else {
          throw malformed("half of a surrogate pair")
        }
      } else if unit & 0xFC00 == 0xDC00 {
        throw malformed("half of a surrogate pair")
      }
    default:
      throw malformed("a backslash begins no known escape")
    }
  }

  private mutating func readHexUnit() throws(MalformedBody) -> UInt16 {
    guard let unit = JSONText.hexUnit(body, at: position) else { throw malformed("expected four hex digits") }
    position += 4
    return unit
  }

  /// Goes over one character of two to four bytes: the well-formed sequences of Unicode's table 3-7 and no other.
  private mutating func readMultibyte(_ first: UInt8) throws(MalformedBody) {
    let second: ClosedRange<UInt8>
    let length: Int
    switch first {
    case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
    case 0xE0: (second, length) = (0xA0...0xBF, 3)
    case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
    case 0xED: (second, length) = (0x80...0x9F, 3)
    case 0xF0: (second, length) = (0x90...0xBF, 4)
    case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
    case 0xF4: (second, length) = (0x80...0x8F, 4)
    default: throw malformed("the text is not UTF-8")
    }
    guard body.count - position >= length, second.contains(body[position + 1]),
      body[(position + 2)..<(position + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { throw malformed("the text is not UTF-8") }
    position += length
  }

  private func peek() -> UInt8? {
    position < body.count ? body[position] : nil
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private func malformed(_ reason: String) -> MalformedBody {
    MalformedBody(reason: reason, offset: position)
  }
}
