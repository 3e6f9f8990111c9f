import Testing

@testable import Records

@Suite("The decoder of simple rows")
struct SimpleRowTests {
  /// What a reading of one row came to.
  struct Row: Equatable {
    var fields: SimpleObjectTests.Decoded
    var content: String
    var position: SourcePosition
  }

  static func header(_ line: String) -> CSVHeader? {
    Array(line.utf8).withUnsafeBytes { CSVHeader(ByteSlice($0)) }
  }

  static let names = "loggedDate,user,x,AccessKeyId,Status"
  static let start = SourcePosition(record: 1, line: 2, byteOffset: 0)

  static func simple(_ bytes: [UInt8], under line: String = names) -> Row? {
    let buffer = SimpleObjectTests.buffer(bytes)
    let framer = CSVFramer(limits: FrameLimits(), at: start, header: header(line))
    let fields = RecordFields()
    guard let found = framer.nextSimple(in: buffer, into: fields) else { return nil }
    return withExtendedLifetime((buffer, framer)) {
      Row(fields: SimpleObjectTests.contents(fields), content: found.content.text, position: found.place)
    }
  }

  /// What framer and decoder make of a row step by step; nil where it is no record.
  static func careful(_ bytes: [UInt8], under line: String = names) -> Row? {
    let buffer = SimpleObjectTests.buffer(bytes)
    let framer = CSVFramer(limits: FrameLimits(), at: start, header: header(line))
    let fields = RecordFields()
    let decoder = CSVRecordDecoder()
    guard let frame = framer.next(in: buffer, ended: true), case .row = frame.content, let header = framer.header,
      decoder.decode(frame.bytes, under: header, into: fields) == nil, !fields.replaced, !frame.isCutOff
    else { return nil }
    return withExtendedLifetime((buffer, framer, decoder)) {
      Row(fields: SimpleObjectTests.contents(fields), content: frame.bytes.text, position: frame.position)
    }
  }

  static let read = [
    "2026-11-22,ann,1,AKIA...ANN1,Active\n", "2026-11-22,ann,1,AKIA...ANN1,Active\r\n", ",,,,\n",
    "2026-11-22,N/A,,null,\n",
    "2026-11-22,björn €😀,c:\\d,AKIA,a b\n2026", "x, y ,\u{7F},{\"},'\n".replacing("\"", with: ""),
    "2026-11-22,\(String(repeating: "long", count: 20)),1,2,3\n",
  ]

  @Test("reads rows without quotes as the careful one does", arguments: read)
  func reads(_ text: String) throws {
    let bytes = Array(text.utf8)
    #expect(try #require(Self.simple(bytes)) == #require(Self.careful(bytes)))
  }

  @Test(
    "leaves all else to the careful one",
    arguments: [
      "", "a,b,c,d,e", "a,b,c,d\n", "a,b,c,d,e,f\n", "\"a\",b,c,d,e\n", "a,b\"b,c,d,e\n", "a,b\tb,c,d,e\n",
      "a,b\rb,c,d,e\n",
      "a,b,c,d,e\r\r\n", "a,b\u{0}b,c,d,e\n", " a,b,c,d,e\n", "\n", "\r\n", "\(names)\n", "\u{FEFF}\(names)\n",
    ])
  func leaves(_ text: String) {
    #expect(Self.simple(Array(text.utf8)) == nil)
  }

  @Test(
    "leaves broken UTF-8 to the careful one", arguments: [[0x80], [0xC3], [0xED, 0xA0, 0x80], [0xFF]] as [[UInt8]])
  func brokenUTF8(_ bytes: [UInt8]) {
    #expect(Self.simple(Array("a,b".utf8) + bytes + Array(",c,d,e\n".utf8)) == nil)
  }

  @Test("leaves every row to the careful one under a header that names a column twice")
  func brokenHeader() {
    #expect(Self.simple(Array("a,b\n".utf8), under: "user,user") == nil)
  }

  @Test("never reads what the careful one reads otherwise or not at all", arguments: read, [",", ";", "\t"])
  func agrees(_ text: String, _ separator: String) {
    var random = SplitMix(seed: 7)
    var compared = 0
    let line = Self.names.replacing(",", with: separator)
    for _ in 0..<2000 {
      let bytes = MutationTests.mutated(Array(text.replacing(",", with: separator).utf8), &random)
      guard let simple = Self.simple(bytes, under: line) else { continue }
      compared += 1
      #expect(Self.careful(bytes, under: line) == simple, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(compared > 10)
  }
}
