import Testing

@testable import Records

@Suite("The decoder of simple objects")
struct SimpleObjectTests {
  /// What a decoder made of an object.
  struct Decoded: Equatable {
    var known: [String?] = []
    var unknown: [String] = []
    var length = 0
    var lines = 0
  }

  /// Bytes as a reader holds them.
  static func buffer(_ bytes: [UInt8]) -> InputBuffer {
    let buffer = InputBuffer(capacity: bytes.count + 64, offset: 0)
    buffer.room(atLeast: bytes.count).copyBytes(from: bytes)
    buffer.added(bytes.count)
    return buffer
  }

  static func contents(_ fields: RecordFields) -> Decoded {
    Decoded(
      known: ReportField.allCases.map { fields[$0]?.text },
      unknown: fields.unknown.map { "\($0.name.text)=\($0.value.text)" })
  }

  static func simple(_ bytes: [UInt8]) -> Decoded? {
    let buffer = buffer(bytes)
    guard let start = buffer.start, start.pointee == ASCII.openBrace else { return nil }
    let fields = RecordFields()
    var lines = 0
    let decoder = SimpleObjectDecoder()
    let length = decoder.decode(start, into: fields, lines: &lines)
    guard length > 0 else { return nil }
    // Decoder and buffer own what the fields show.
    var decoded = withExtendedLifetime((decoder, buffer)) { contents(fields) }
    decoded.length = length
    decoded.lines = lines
    return decoded
  }

  /// What simdjson makes of the same bytes, which end where the simple decoder ended.
  static func careful(_ bytes: [UInt8]) -> Decoded? {
    let fields = RecordFields()
    let buffer = buffer(bytes)
    let decoder = JSONRecordDecoder()
    guard let object = try? decoder.parse(ByteSlice(buffer.bytes)), decoder.read(object, into: fields) == nil,
      !fields.replaced
    else { return nil }
    var decoded = withExtendedLifetime((decoder, buffer)) { contents(fields) }
    decoded.length = bytes.count
    decoded.lines = bytes.count { $0 == ASCII.newline }
    return decoded
  }

  static let read = [
    "{}", "{ }", #"{"user":"ann"}"#, "{ \"user\" :\t\"ann\"\r\n,\n\"x\":1 }", #"{"USER":"ann","Region":null}"#,
    #"{"user":"","Status":"N/A","x":"null","y":null,"ServiceName":"null"}"#,
    #"{"account_number":123456789012,"x":-7,"y":0,"z":true,"w":false}"#, #"{"account_number":999999999999999999}"#,
    #"{"user":"\u00e9\n\"\\\/\b\f\r\t\ud83d\ude00é€😀","x":"\u0000"}"#, #"{"loggedDatex":"1","logged":"2","userx":"3"}"#,
    "{\"user\":\"\u{7F}\"}", #"{"x":"1","x":"2"}"#,
  ]

  @Test("reads objects of strings, whole numbers and words as simdjson does", arguments: read)
  func reads(_ text: String) throws {
    let bytes = Array(text.utf8)
    #expect(try #require(Self.simple(bytes)) == #require(Self.careful(bytes)))
  }

  @Test(
    "ends where the object does, whatever follows", arguments: ["", " ", ",", "]", "}", "{", "\"", "x", "\u{0}", "\n"])
  func ends(_ rest: String) throws {
    let text = #"{"user":"ann","Status":"Active"}"#
    #expect(try #require(Self.simple(Array((text + rest).utf8))).length == text.utf8.count)
  }

  @Test(
    "leaves all else to simdjson",
    arguments: [
      #"{"x":{}}"#, #"{"x":[]}"#, #"{"x":1.5}"#, #"{"x":1e3}"#, #"{"x":01}"#, #"{"x":-}"#,
      #"{"x":1234567890123456789}"#,
      #"{"x":nul}"#, #"{"x":nulls}"#, #"{"x":True}"#, #"{"x":truefalse}"#, #"{"x":1x}"#, #"{"user":"a","user":"b"}"#,
      #"{"user":"a","USER":null}"#, #"{"us\u0065r":"ann"}"#, #"{"é":"ann"}"#, #"{"user":"a\x"}"#, #"{"user":"\u12"}"#,
      #"{"user":"\ud83d"}"#, #"{"user":"\ud83dx"}"#, #"{"user":"\ude00"}"#, #"{"user":"\ud83d\u0041"}"#,
      "{\"user\":\"a\nb\"}", "{\"user\":\"a\tb\"}", "{\"user\":\"a\u{0}b\"}", #"{"user" "ann"}"#, #"{"user":"ann""#,
      #"{"user":"ann",}"#, #"{"user":"ann" "x":1}"#, #"{,"user":"ann"}"#, #"{user:"ann"}"#, #"{"user":"ann"#,
      #"{"user":"#,
      #"{"user"#, "{", #"{"user":'ann'}"#, #"{"user":}"#, #"{"user":"ann"]"#,
    ])
  func leaves(_ text: String) {
    #expect(Self.simple(Array(text.utf8)) == nil)
  }

  @Test(
    "leaves broken UTF-8 to simdjson",
    arguments: [
      [0x80], [0xC3], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE2, 0x82],
      [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x28, 0xA1], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func brokenUTF8(_ bytes: [UInt8]) {
    #expect(Self.simple(Array(#"{"user":"a"#.utf8) + bytes + Array(#"b"}"#.utf8)) == nil)
    #expect(Self.simple(Array(#"{"user":"a"#.utf8) + bytes) == nil)
  }

  @Test("leaves a text that is longer than its memory to simdjson")
  func longText() throws {
    let fits = String(repeating: "é", count: 8000), long = String(repeating: "é", count: 9000)
    #expect(try #require(Self.simple(Array("{\"user\":\"\(fits)\"}".utf8))).known[1] == fits)
    #expect(Self.simple(Array("{\"user\":\"\(long)\"}".utf8)) == nil)
    #expect(try columns(of: report(long), options: options(fieldBytes: 32_000))["UserName"] as? String == long)
  }

  @Test(
    "never reads what simdjson reads otherwise or not at all",
    arguments: read + [
      #"{"loggedDate": "2026-11-22", "user": "bj\u00f6rn", "account_number": 12, "x": null, "Region": "é"}"#
    ])
  func agrees(_ text: String) {
    var random = SplitMix(seed: 5)
    var compared = 0
    for _ in 0..<3000 {
      let bytes = MutationTests.mutated(Array(text.utf8), &random)
      guard let simple = Self.simple(bytes) else { continue }
      compared += 1
      #expect(Self.careful(Array(bytes.prefix(simple.length))) == simple, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(compared > 50)
  }

  @Test("reads on the same where the fields of the records come in another order each time")
  func orders() throws {
    let members = [#""loggedDate":"2026-11-22""#, #""user":"ann""#, #""Status":"Active""#, #""x":1"#, #""Region":"r""#]
    var random = SplitMix(seed: 3)
    let lines = (0..<200).map { _ in "{\(members.shuffled(using: &random).joined(separator: ","))}" }
    let outcomes = try outcomes(of: lines.joined(separator: "\n"))
    #expect(Set(outcomes.map(\.description)).count == 1)
    #expect(outcomes.count == 200)
  }
}
