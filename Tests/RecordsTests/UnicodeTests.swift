import Testing

@testable import Records

@Suite("Text that is no Unicode")
struct UnicodeTests {
  static let identity = [("user", "UserName"), ("AccessKeyId", "AccessKeyId"), ("account_number", "AccountId")]
  static let others = [
    ("Region", "LastUsedRegion"), ("Status", "Status"), ("ServiceName", "LastUsedService"), ("x", "x"),
  ]

  /// Bytes, and what Python's decode("utf8", "replace") makes of them.
  static let broken: [([UInt8], String)] = [
    ([0x73, 0xFF, 0x33], "s\u{FFFD}3"), ([0xE2, 0x82], "\u{FFFD}"), ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
    ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xF0, 0x9F, 0x94], "\u{FFFD}"),
    ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ([0xF8, 0x88, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ([0x61, 0x80, 0x62], "a\u{FFFD}b"),
    ([0xC3, 0x28], "\u{FFFD}("),
  ]

  static let halves = [
    (#"\ud800"#, "\u{FFFD}"), (#"\udc00"#, "\u{FFFD}"), (#"a\udfffb"#, "a\u{FFFD}b"), (#"\uDBFF\u0041"#, "\u{FFFD}A"),
    (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d"#, "\u{FFFD}"),
    (#"\\\ud800"#, "\\\u{FFFD}"), (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83dx\ude00"#, "\u{FFFD}x\u{FFFD}"),
  ]

  static func json(_ field: String, _ value: [UInt8]) -> [UInt8] {
    let others = field == "user" ? "" : #""user":"ann","#
    return Array(#"{"loggedDate":"2026-11-22",\#(others)"\#(field)":""#.utf8) + value + Array("\"}\n".utf8)
  }

  static func csv(_ field: String, _ value: [UInt8]) -> [UInt8] {
    Array("loggedDate,\(field),\(field == "user" ? "y" : "user")\n2026-11-22,".utf8) + value + Array(",ann\n".utf8)
  }

  static let keeping = options(accessKeyIDs: .full, keepsUnknownFields: true)

  static func reject(_ bytes: [UInt8]) throws -> RejectReason? {
    let found = try outcomes(of: [bytes], options: keeping)
    guard found.count == 1, case .rejected(let reason, _, _) = found[0] else { return nil }
    return reason
  }

  @Test("is a reject in an identity column of JSON", arguments: identity, broken)
  func identityJSON(_ names: (String, String), _ text: ([UInt8], String)) throws {
    #expect(try Self.reject(Self.json(names.0, text.0)) == .notUnicode(column: names.1))
  }

  @Test("is a reject in an identity column of a CSV", arguments: identity, broken)
  func identityCSV(_ names: (String, String), _ text: ([UInt8], String)) throws {
    #expect(try Self.reject(Self.csv(names.0, text.0)) == .notUnicode(column: names.1))
  }

  @Test("as half a surrogate pair is a reject in an identity column", arguments: identity, halves)
  func identityHalf(_ names: (String, String), _ text: (String, String)) throws {
    #expect(try Self.reject(Self.json(names.0, Array(text.0.utf8))) == .notUnicode(column: names.1))
  }

  @Test("is replaced as Python replaces it in every other column of JSON, and counted", arguments: others, broken)
  func otherJSON(_ names: (String, String), _ text: ([UInt8], String)) throws {
    let bytes = Self.json(names.0, text.0)
    let found = try outcomes(of: [bytes], options: Self.keeping)
    #expect(try found.map { try $0.columns()[names.1] as? String } == [text.1])
    #expect(try counted(bytes + Array(report("bob").utf8), options: Self.keeping).repairedRecords == 1)
  }

  @Test("is replaced in every other column of a CSV, and counted", arguments: others, broken)
  func otherCSV(_ names: (String, String), _ text: ([UInt8], String)) throws {
    let bytes = Self.csv(names.0, text.0)
    let found = try outcomes(of: [bytes], options: Self.keeping)
    #expect(try found.map { try $0.columns()[names.1] as? String } == [text.1])
    #expect(try counted(bytes + Array("2026-11-22,x,bob\n".utf8), options: Self.keeping).repairedRecords == 1)
  }

  @Test("as half a surrogate pair is replaced in every other column", arguments: others, halves)
  func otherHalf(_ names: (String, String), _ text: (String, String)) throws {
    let bytes = Self.json(names.0, Array(text.0.utf8))
    let found = try outcomes(of: [bytes], options: Self.keeping)
    #expect(try found.map { try $0.columns()[names.1] as? String } == [text.1])
    #expect(try counted(bytes, options: Self.keeping).repairedRecords == 1)
  }

  @Test("is repaired in the id of the record too")
  func recordID() throws {
    let found = try outcomes(of: [Self.json("ServiceName", [0x73, 0xFF, 0x33])])
    #expect(try found[0].columns()["RecordId"] as? String == "ry2uftrta3ttk4eabs6rln2ex4u")
  }

  @Test("in a name is no identity, and counted under a name that is text")
  func names() throws {
    let bytes = Array(#"{"loggedDate":"2026-11-22","user":"ann",""#.utf8) + [0x75, 0xFF] + Array("\":\"x\"}".utf8)
    #expect(try outcomes(of: [bytes]).map(\.brief) == ["ann"])
    #expect(try counted(bytes).unknownFields == ["u\u{FFFD}": 1])
  }

  @Test("in a kept value that is nested is replaced")
  func nested() throws {
    let bytes =
      Array(#"{"loggedDate":"2026-11-22","user":"ann","x":["\ud800",{"a":""#.utf8) + [0xFF] + Array("\"}]}".utf8)
    let found = try outcomes(of: [bytes], options: Self.keeping)
    #expect(try found[0].columns()["x"] as? String == "[\"\\ufffd\",{\"a\":\"\u{FFFD}\"}]")
  }

  @Test("outside a string costs its record")
  func outside() throws {
    let bytes = Array("{\"a\":".utf8) + [0xFF] + Array("}\n\(report("bob"))".utf8)
    let found = try outcomes(of: [bytes])
    #expect(found.map(\.isRejected) == [true, false])
  }

  @Test(
    "is not what Unicode has",
    arguments: [
      (#"\ud83d\ude00"#, "😀"), ("😀", "😀"), (#"\ud800\udc00"#, "\u{10000}"), (#"\udbff\udfff"#, "\u{10FFFF}"),
      ("\u{2028}\u{2029}", "\u{2028}\u{2029}"), (#"\u2028"#, "\u{2028}"), ("\u{7F}", "\u{7F}"), (#"\u0000"#, "\0"),
      (#"\u001f\b\f\t\r\n\/\\\""#, "\u{1F}\u{8}\u{C}\t\r\n/\\\""), (#"\ufffe\uffff"#, "\u{FFFE}\u{FFFF}"),
      ("\u{FFFD}", "\u{FFFD}"), (#"\ufffd"#, "\u{FFFD}"), ("e\u{301}", "e\u{301}"), ("x\u{FEFF}", "x\u{FEFF}"),
      (#"\\ud800"#, #"\ud800"#), (#"\\\\ud800"#, #"\\ud800"#), ("\u{202E}", "\u{202E}"),
    ])
  func valid(_ text: String, _ value: String) throws {
    let columns = try columns(of: report(text))
    #expect((columns["UserName"] as? String).map { Array($0.utf8) } == Array(value.utf8))
    #expect(try counted(report(text)).repairedRecords == 0)
  }
}
