import Testing

@testable import Records

@Suite("The quick way through an event")
struct EventDecoderTests {
  /// What each way reads: the fields of an event by their names, or nothing.
  static func quick(_ bytes: [UInt8]) -> (fields: [String?], length: Int, isEvent: Bool)? {
    let buffer = SimpleObjectTests.buffer(bytes)
    guard let start = buffer.start, start.pointee == ASCII.openBrace else { return nil }
    let decoder = EventDecoder(keep: [KeptMember(object: .event, name: "requestParameters")])
    let event = EventFields(kept: 1)
    var lines = 0
    let length = decoder.decode(start, into: event, lines: &lines)
    guard length > 0 else { return nil }
    return withExtendedLifetime((decoder, buffer)) { (contents(event), length, event.isEvent) }
  }

  static func careful(_ bytes: [UInt8]) -> [String?]? {
    let buffer = SimpleObjectTests.buffer(bytes)
    let decoder = EventDecoder(keep: [KeptMember(object: .event, name: "requestParameters")])
    let event = EventFields(kept: 1), fields = RecordFields()
    let shapes = JSONShapeDecoder()
    guard case .event = shapes.decode(ByteSlice(buffer.bytes), into: fields, or: event, by: decoder),
      !event.replaced
    else { return nil }
    return withExtendedLifetime((decoder, shapes, buffer)) { contents(event) }
  }

  static func contents(_ event: EventFields) -> [String?] {
    EventField.allCases.map { event[$0]?.text } + [event.kept[0].text, event.problem?.description]
      + event.unknown.map { "\($0.name.text)=\($0.value.text)" }
  }

  static func isJSON(_ bytes: [UInt8]) -> Bool {
    let buffer = SimpleObjectTests.buffer(bytes)
    let decoder = JSONRecordDecoder()
    guard let object = try? decoder.parse(ByteSlice(buffer.bytes)) else { return false }
    return !object.isRepaired
  }

  static let samples = [
    TrailSample.event(), SplitSource.event,
    #"{"eventVersion":"1.08","eventTime" :\#n "2026-11-25T10:00:00Z","userIdentity":{"type":"Role","accessKeyId":"A\u0041","#
      + #""sessionContext":{"attributes":{"mfaAuthenticated":true},"sessionIssuer":{}},"x":[[],{},[{"y":-0.5E+7}]]}}"#,
    #"{"event\u0054ime":"é","eventName":null,"x":"\ud83d\ude00","requestParameters":[1,[2,{"a":"]"}]],"z":12345678901234567890}"#,
  ]

  @Test("reads what simdjson finds valid, and nothing else, as it would be read with care", arguments: samples)
  func agrees(_ text: String) {
    var random = SplitMix(seed: 11)
    var read = 0, refused = 0
    for _ in 0..<1000 {
      let bytes = MutationTests.mutated(Array(text.utf8), &random)
      guard let quick = Self.quick(bytes) else {
        // What it refuses is no JSON, or ends too early, or begins otherwise.
        refused += 1
        #expect(!Self.isJSON(bytes) || bytes.first != ASCII.openBrace, "\(String(decoding: bytes, as: UTF8.self))")
        continue
      }
      read += 1
      let object = Array(bytes.prefix(quick.length))
      #expect(Self.isJSON(object), "\(String(decoding: object, as: UTF8.self))")
      if quick.isEvent { #expect(Self.careful(object) == quick.fields, "\(String(decoding: object, as: UTF8.self))") }
    }
    #expect(read > 50)
    #expect(refused > 50)
  }

  @Test("goes as deep as simdjson", arguments: [1021, 1022, 1023])
  func depth(_ levels: Int) {
    // The event is a level too.
    for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
      let nested = String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)
      let text = TrailSample.event(["requestParameters": nested])
      #expect((Self.quick(Array(text.utf8)) != nil) == Self.isJSON(Array(text.utf8)))
      #expect((Self.quick(Array(text.utf8)) != nil) == (levels < 1023))
    }
  }

  @Test("keeps texts of any length")
  func longTexts() throws {
    let long = String(repeating: "é\\n", count: 20_000)
    let text = TrailSample.event(["userAgent": "\"\(long)\""])
    let found = try columns(of: text, options: eventOptions { $0.fieldBytes = 100_000 })
    #expect(found["UserAgent"] as? String == String(repeating: "é\n", count: 20_000))
    let cut = try columns(of: text, options: eventOptions())
    #expect((cut["UserAgent"] as? String)?.utf8.count == 32_000)
    #expect(cut["TruncatedColumns"] as? String == "UserAgent")
  }
}
