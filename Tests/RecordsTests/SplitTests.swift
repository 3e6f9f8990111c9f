import Testing

@testable import Records

/// A small source of each format, with something wrong in it as well.
struct SplitSource: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  var format: RecordFormat?

  var testDescription: String { name }

  init(_ name: String, _ text: String, format: RecordFormat? = nil) {
    self.name = name
    bytes = Array(text.utf8)
    self.format = format
  }

  init(_ name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  static let ann = #"{"loggedDate":"2026-11-22","user":"ann é🔑","x":"\\\"{[\ud83d\ude00"}"#
  static let bob = #"{"loggedDate":"22-11-2026","user":"bob"}"#
  static let csv =
    "loggedDate,user,x\r\n2026-11-22,\"a\"\"b\r\n\nc\",1\r\n\r\n2026-11-22,\"broken,1\r\n"
    + "2026-11-22,\"c\",\r\nloggedDate,user,x\r\n2026-11-22,é🔑\r\n2026-11-22,z,"

  static let event =
    #"{"eventVersion":"1.11","userIdentity":{"type":"Role","accessKeyId":"AKIA7","sessionContext":{}},"eventTime":"#
    + #""2026-11-25T10:20:30Z","userAgent":"a\"é","x":[null,-1.5e3,"\ud83d\ude00"],"eventID":"1"}"#
  static let temporary = event.replacing("AKIA", with: "ASIA")
  static let logs = (try? TrailSample.logEvents([event, "text", temporary])) ?? ""
  static let control = (try? TrailSample.logEvents(["CWL"], type: "CONTROL_MESSAGE")) ?? ""
  static let lookup = (try? TrailSample.lookup([event])) ?? ""
  static let credentials =
    EventFieldCaseTests.credentialHeader + "\r\n<root_account>,arn:aws:iam::123456789012:root"
    + String(repeating: ",N/A", count: 20) + "\r\n\(EventFieldCaseTests.ann)\r\nbroken,row\r\n\"b\"\"ob\","
    + EventFieldCaseTests.ann.dropFirst(4)

  static let all = plain + envelopes

  /// All that is in these is a record, a reject, or punctuation.
  static let plain = [
    Self("NDJSON", "\(ann)\n\n\(bob)\n{\"a\":[\n\(ann)\n{\"user\":\"x\n\(ann)"),
    Self("NDJSON with BOMs and CRLF", "\u{FEFF}\(ann)\r\n\u{FEFF}\(bob)\r\n\u{FEFF}"),
    Self("an array", "[\(ann),\(bob),,1,\"x\\\\\" ,[\(ann)],\(ann)]"),
    Self("an array over lines", "[\n  \(ann),\n  \(bob)\n]\n[\n]\n[\(ann)"),
    Self("joined values", "\(ann)\(bob)\(ann),\(ann)} nonsense \"\\\"{\" \(ann)"),
    Self("printed values", "{\n \"loggedDate\"\n:\"2026-11-22\",\n\"user\":\"ann\"}\n{\n\"a\": {\n\"b\":[1,\n2]}\n"),
    Self("a record cut off", "\(ann)\n{\"loggedDate\":\"2026-11-22\",\"user\":\"ann\\"),
    Self("text, then JSON", "no header\nmore text\n\(ann)\n"),
    Self("no format", "a,b\n1,2\n"),
    Self("CSV", csv),
    Self("CSV with BOM", "\u{FEFF}" + csv),
    Self("CSV with semicolons", csv.replacing(",", with: ";")),
    Self("CSV with tabs", csv.replacing(",", with: "\t")),
    Self("forced CSV", "not a header\nuser,loggedDate\nann,2026-11-22", format: .csv),
    Self("forced JSON", "user,loggedDate\n{}", format: .json),
    Self("UTF-16", bytes: [0xFF, 0xFE, 0x7B, 0x00, 0x22, 0x00]),
    Self(
      "broken UTF-8",
      bytes: Array(#"{"loggedDate":"2026-11-22","user":"ann","Region":""#.utf8) + [0xE2, 0x82] + Array("\"}\n".utf8)),
    Self("gzip of NDJSON", bytes: gzip("\(ann)\n\(bob)\n\(ann)")),
    Self("gzip of CSV in two members", bytes: gzip(String(csv.prefix(60))) + gzip(String(csv.dropFirst(60)))),
    Self("gzip cut off", bytes: gzip("\(ann)\n\(bob)\n").dropLast(9)),
    Self("gzip with something behind it", bytes: gzip("[\(ann)") + Array("xyz".utf8)),
    Self("gzip in gzip", bytes: gzip(gzip(ann))),
  ]

  /// These have something besides, and rows that are several records.
  static let envelopes = [
    Self("events in Records", #"{"a":[{"Records":[1]}],"Records":[\#(event),{"a":1} ,\#(event)x],"b":"]}"}\#(event)"#),
    Self("events in Records that break off", #"[{"Records":[\#(event),\#(temporary)],"b":{"c"#),
    Self("Records in an array", #"[{"Records":[]},{"Records":[\#(event)]} , \#(ann)]"#),
    Self("something behind Records", #"{"Records":[\#(event)] oops}\#n\#(ann)"#),
    Self("lines of envelopes", "\(logs)\n\(control)\n\(TrailSample.eventBridge(event))\n\(ann)\n\(lookup)"),
    Self("another file than CloudTrail's", #"{"fileVersion":"1.0","configurationItems":[{"a":"]"},1]}\#n\#(event)"#),
    Self("a broken snapshot", #"{"fileVersion":"1.0","configurationItems":[{"a":"]"},1}]\#n\#(ann)"#),
    Self("listed keys", EventFieldCaseTests.listed),
    Self("a credential report", credentials),
    Self("a credential report in JSON", "\(EventFieldCaseTests.answer([credentials]))\n\(ann)"),
  ]
}

@Suite("Pieces of a source")
struct SplitTests {
  @Test("make no difference wherever it is cut in two", arguments: SplitSource.all)
  func everyPosition(_ source: SplitSource) throws {
    let whole = try outcomes(of: [source.bytes], format: source.format)
    try #require(!whole.isEmpty)
    for cut in 1..<source.bytes.count {
      let pieces = [Array(source.bytes[..<cut]), Array(source.bytes[cut...])]
      let found = try outcomes(of: pieces, format: source.format)
      guard found == whole else {
        Issue.record("cut at \(cut): \(found) instead of \(whole)")
        return
      }
    }
  }

  @Test("make no difference where they are all of one size", arguments: SplitSource.all)
  func sizes(_ source: SplitSource) throws {
    let whole = try outcomes(of: [source.bytes], format: source.format)
    for size in 1...9 {
      let pieces = stride(from: 0, to: source.bytes.count, by: size)
        .map { Array(source.bytes[$0..<min($0 + size, source.bytes.count)]) }
      #expect(try outcomes(of: pieces, format: source.format) == whole, "pieces of \(size)")
    }
  }

  @Test("make no difference under small limits", arguments: SplitSource.all)
  func limits(_ source: SplitSource) throws {
    for limits in [
      FrameLimits(recordBytes: 50, excerptBytes: 10, quotedRowBytes: 30),
      FrameLimits(recordBytes: 20, excerptBytes: 30, quotedRowBytes: 40),
    ] {
      let whole = try outcomes(of: [source.bytes], format: source.format, limits: limits)
      for cut in 1..<source.bytes.count {
        let pieces = [Array(source.bytes[..<cut]), Array(source.bytes[cut...])]
        let found = try outcomes(of: pieces, format: source.format, limits: limits)
        guard found == whole else {
          Issue.record("cut at \(cut): \(found) instead of \(whole)")
          return
        }
      }
      #expect(try outcomes(of: source.bytes.map { [$0] }, format: source.format, limits: limits) == whole)
    }
  }
}
