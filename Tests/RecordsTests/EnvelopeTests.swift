import Foundation
import Testing

@testable import Records

@Suite("Envelopes")
struct EnvelopeTests {
  static let event = TrailSample.event()
  static let temporary = TrailSample.event(key: "ASIAIOSFODNN7EXAMPLE")

  static func briefs(_ text: String, limits: FrameLimits = FrameLimits()) throws -> [String] {
    try outcomes(of: text, limits: limits).map { outcome in
      switch outcome {
      case .skipped(let reason, let place): "\(reason.rawValue) \(place.record):\(place.line):\(place.byteOffset)"
      default: outcome.brief
      }
    }
  }

  @Test("tell kinds apart, record by record")
  func kinds() throws {
    let text =
      #"[\#(report("bob")),\#(Self.event)]\#n{"Records":[\#(report("eve")),\#(Self.event)]}"# + "\n" + report("joe")
    #expect(try Self.briefs(text) == ["bob", "ann", "eve", "ann", "joe"])
    let reader = RecordReader()
    reader.room().copyBytes(from: text.utf8)
    reader.added(text.utf8.count)
    reader.sourceEnded()
    var kinds: [RecordKind] = []
    while case .record = reader.next() { kinds.append(reader.kind) }
    #expect(kinds == [.report, .event, .report, .event, .report])
  }

  @Test("find a report in what has the names of one, whatever else it holds and whatever came before")
  func reportFirst() throws {
    for name in ["loggedDate", "LOGGEDDATE", #"logged\u0044ate"#] {
      let both = #"{"\#(name)":"2026-11-22","user":"bob","eventTime":"2026-11-25","eventName":"x","x":[{}]}"#
      let flat = both.replacing(#","x":[{}]"#, with: "")
      let text = "\(both)\n\(Self.event)\n\(both)\n\(Self.event)\n\(flat)"
      #expect(try Self.briefs(text) == ["bob", "ann", "bob", "ann", "bob"])
      let whole = try outcomes(of: text)
      #expect(try outcomes(of: text.utf8.map { [$0] }) == whole)
    }
  }

  @Test(
    "are none where a report or an event has an array of such a name",
    arguments: [
      (#"{"user":"bob","configurationItems":[1],"loggedDate":"2026-11-24"}"#, "bob"),
      (#"{"Events":[1,2],"user":"bob","loggedDate":"2026-11-24"}"#, "bob"),
      (#"{"Records":[],"user":"bob","loggedDate":"2026-11-24"}"#, "bob"),
      (#"{"Records":[],"# + event.dropFirst(), "ann"), (event.dropLast() + #","Records":[{"a":1}]}"#, "ann"),
    ])
  func noEnvelope(_ text: String, _ brief: String) throws {
    let whole = try outcomes(of: "\(text)\n\(report("eve"))")
    #expect(whole.map(\.brief) == [brief, "eve"])
    #expect(try outcomes(of: "\(text)\n\(report("eve"))".utf8.map { [$0] }) == whole)
  }

  @Test(
    "may be empty, or begin with what is no record",
    arguments: [
      (#"{"Records":[]}"#, []), (#"{"Events":[],"NextToken":"x"}"#, []), (#"{"Records":[],"x":[1]}"#, []),
      (#"{"Records":[],"Events":[\#(event)]}"#, ["ann"]),
    ])
  func empty(_ text: String, _ briefs: [String]) throws {
    let whole = try outcomes(of: "\(text)\n\(report("eve"))")
    #expect(whole.map(\.brief) == briefs + ["eve"])
    #expect(try outcomes(of: "\(text)\n\(report("eve"))".utf8.map { [$0] }) == whole)
  }

  @Test("number their elements, each with its place")
  func places() throws {
    let text = "\(report("bob"))\n{\"x\":1,\n\"Records\":[\(Self.temporary),\n{\"a\":1},\(Self.event)]}"
    let second = report("bob").utf8.count + 1
    let first = second + #"{"x":1,_"Records":["#.utf8.count
    let bad = first + Self.temporary.utf8.count + 2
    #expect(
      try Self.briefs(text) == [
        "bob", "temporaryKeys 2:3:\(first)", "✗ 3:4:\(bad) \(RejectReason.unknownShape) ‖{\"a\":1}‖", "ann",
      ])
  }

  @Test(
    "one bad element costs no other",
    arguments: [
      (#"{"a":}"#, #"invalid JSON: it breaks the grammar ‖{"a":}‖"#), ("1", "this is not part of a JSON object ‖1‖"),
      ("[1]", "a JSON value, but not an object ‖[1]‖"),
      (#"{"a":[}"#, #"broken JSON: a bracket closes what another kind opened ‖{"a":[}‖"#),
    ])
  func badElement(_ element: String, _ found: String) throws {
    let text = #"{"Records":[\#(Self.event),\#(element),\#(Self.event)],"x":1}"#
    let offset = #"{"Records":["#.utf8.count + Self.event.utf8.count + 1
    #expect(try Self.briefs(text) == ["ann", "✗ 2:1:\(offset) \(found)", "ann"])
  }

  @Test(
    "that break off are one reject",
    arguments: [
      ("", "the input breaks off in an array: its closing bracket is missing"),
      (",", "the input breaks off in an array: its closing bracket is missing"),
      ("]", "\(RejectReason.envelopeNotClosed)"), (#"],"x":"#, "\(RejectReason.envelopeNotClosed)"),
      (#"],"x":[1"#, "\(RejectReason.envelopeNotClosed)"), (#",{"a":"#, "\(RejectReason.inputBreaksOff)"),
    ])
  func breakOff(_ rest: String, _ reason: String) throws {
    let found = try outcomes(of: #"{"Records":[\#(Self.event)\#(rest)"#)
    try #require(found.count == 2)
    guard case .rejected(let told, _, _) = found[1] else { throw NotMapped(outcome: found[1]) }
    #expect("\(told)" == reason)
  }

  @Test("say where the text begins that stands in a member's place", arguments: [" ", "\n \r\n\t", ""])
  func strayBehind(_ space: String) throws {
    let head = #"{"Records":[\#(Self.event)]\#(space)"#
    let found = try outcomes(of: head + #"stray":[{}],"x":"\#(String(repeating: "x", count: 100))"}"#)
    guard case .rejected(_, let position, let content)? = found.dropFirst().first else {
      throw NotMapped(outcome: found[0])
    }
    #expect(position.byteOffset == head.utf8.count && content.hasPrefix("stray"), "\(found)")
    #expect(position.line == 1 + space.utf8.count { $0 == 0x0A })
  }

  @Test("hold records behind other members, up to 64 KiB of them")
  func heads() throws {
    for (bytes, isFound) in [(60_000, true), (66_000, false)] {
      let text = #"{"x":"\#(String(repeating: "x", count: bytes))","Records":[\#(Self.event)]}"#
      let found = try outcomes(of: text)
      #expect(found.count == 1)
      if isFound { #expect(found[0].brief == "ann") } else { #expect(found[0].isRejected) }
    }
  }

  @Test("hold any number of arrays")
  func arrays() throws {
    let text = #"{"Records":[\#(Self.event)],"Events":[],"x":{"y":[1]},"Records":[\#(Self.event),\#(Self.event)]}"#
    #expect(try Self.briefs(text) == ["ann", "ann", "ann"])
  }

  @Test(
    "of other kinds are passed over by kind",
    arguments: [
      (#"{"awsAccountId":"1","digestStartTime":"a","digestEndTime":"b","logFiles":[{"s3Object":"x"}]}"#, "digest"),
      (#"{"fileVersion":"1.0","configurationItems":[{"a":[1]},{}],"x":1}"#, "config"),
      (#"{"accountId":"1","eventId":"2","timeWindow":{"windowStart":"x"},"summary":{}}"#, "aggregated"),
      (TrailSample.event(["eventCategory": #""Insight""#]), "insight"),
      (TrailSample.event(["eventCategory": #""NetworkActivity""#]), "networkActivity"),
      (TrailSample.event(["eventSource": #""aws:s3""#]), "s3Notifications"),
      (TrailSample.event(key: ""), "withoutKey"), (TrailSample.event(["userIdentity": "null"]), "withoutKey"),
    ])
  func skipped(_ object: String, _ reason: String) throws {
    for text in [object, "[\(object)]", "\(Self.event)\n\(object)\n\(report("bob"))"] {
      #expect(try outcomes(of: text).map(\.brief).filter { $0 != "ann" && $0 != "bob" } == [reason])
    }
  }

  @Test("of Config are not held, however long")
  func longSnapshot() throws {
    let reader = RecordReader()
    let begin = Array(#"{"fileVersion":"1.0","configurationItems":["#.utf8)
    let item = Array((#"{"a":"\#(String(repeating: "x", count: 50_000))"},"#).utf8)
    let end = Array((#"{}]}"# + "\n" + Self.event).utf8)
    var found: [String] = []
    for piece in [begin] + Array(repeating: item, count: 1000) + [end, []] {
      if piece.isEmpty {
        reader.sourceEnded()
      } else {
        reader.room().copyBytes(from: piece)
        reader.added(piece.count)
      }
      reading: while true {
        switch reader.next() {
        case .record: found.append("record")
        case .skipped(let reason): found.append(reason.rawValue)
        case .needsInput, .ended: break reading
        case let other: found.append("\(other)")
        }
      }
    }
    #expect(found == ["config", "record"])
    #expect(reader.heldBytes < 2 << 20)
  }

  @Test("are read in the same memory however many records they hold")
  func memory() throws {
    let reader = RecordReader()
    let element = Array((Self.event + ",").utf8)
    var count = 0
    let begin = Array(#"{"Records":["#.utf8), end = Array("\(Self.event)]}".utf8)
    for piece in [begin] + Array(repeating: element, count: 3000) + [end] {
      reader.room().copyBytes(from: piece)
      reader.added(piece.count)
      while case .record = reader.next() { count += 1 }
    }
    reader.sourceEnded()
    guard case .ended = reader.next() else {
      Issue.record("not read to its end")
      return
    }
    #expect(count == 3001)
    #expect(reader.heldBytes <= 1 << 20)
  }

  @Test(
    "cannot be continued in the middle",
    arguments: [
      (#"{"Records":[\#(event)]}"#, false), (EventFieldCaseTests.listed, false), (event, true), ("{\"a\":1}\n", true),
      (EventFieldCaseTests.answer([EventFieldCaseTests.credentialHeader]), false),
      (EventFieldCaseTests.credentialHeader + "\n", false), ("loggedDate,user\n", true),
    ])
  func continued(_ beginning: String, _ can: Bool) {
    #expect(Continuation.canGrow(Array(beginning.utf8)) == can)
  }

  @Test("leave their elements to be replayed alone")
  func replayed() throws {
    let place = SourcePosition(record: 7, line: 2, byteOffset: 99)
    let continuation = try #require(Continuation(ofRecordAt: place, header: nil, separator: nil))
    let reader = RecordReader(continuing: continuation)
    let element = try TrailSample.logEvents([Self.event])
    reader.room().copyBytes(from: element.utf8)
    reader.added(element.utf8.count)
    reader.sourceEnded()
    guard case .record = reader.next() else {
      Issue.record("no record")
      return
    }
    #expect(reader.kind == .event)
    #expect(reader.position.record == 7)
  }
}
