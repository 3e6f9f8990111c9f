import Testing

@testable import Records

@Suite("The format of a source")
struct FormatTests {
  static let noFormat = "neither JSON nor a CSV header that names a column of an access-key report"

  @Test(
    "is told by its content",
    arguments: [
      ("\(report("ann"))", "ann"), ("loggedDate,user\n2026-11-22,ann", "ann"),
      (
        "not JSON, then a record:\n\(report("ann"))",
        "✗ 1:1:0 this is not part of a JSON object ‖not JSON, then a record:‖ ann"
      ),
      ("a,b,c\n1,2,3\n", "✗ 1:1:0 \(noFormat) ‖a,b,c\n1,2,3\n‖"), ("x", "✗ 1:1:0 \(noFormat) ‖x‖"),
      ("\u{FEFF}x", "✗ 1:1:0 \(noFormat) ‖\u{FEFF}x‖"), ("42", "✗ 1:1:0 \(noFormat) ‖42‖"),
      ("<html>\n", "✗ 1:1:0 \(noFormat) ‖<html>\n‖"), ("\"user\"", ""), ("user", ""),
    ])
  func sniffed(_ text: String, _ found: String) throws {
    #expect(try outcomes(of: text).map(\.brief).joined(separator: " ") == found)
  }

  @Test("can be forced")
  func forced() throws {
    #expect(
      try outcomes(of: "user,loggedDate\nann,2026-11-22", format: .json).map(\.brief) == [
        "✗ 1:1:0 this is not part of a JSON object ‖user,loggedDate‖",
        "✗ 2:2:16 this is not part of a JSON object ‖ann,2026-11-22‖",
      ])
    #expect(
      try outcomes(of: "{\"a\":\nloggedDate,user\n2026-11-22,ann\n", format: .csv).map(\.brief) == [
        "✗ 1:1:0 \(Self.noFormat) ‖{\"a\":‖", "ann",
      ])
    #expect(try outcomes(of: "\u{FEFF}loggedDate,user\n2026-11-22,ann", format: .csv).map(\.brief) == ["ann"])
    #expect(try outcomes(of: "\u{FEFF}", format: .json) == [])
  }

  @Test(
    "UTF-16 is refused by name",
    arguments: [
      ("UTF-16LE", [0xFF, 0xFE, 0x7B, 0x00]), ("UTF-16BE", [0xFE, 0xFF, 0x00, 0x7B]),
      ("UTF-16LE", [0x7B, 0x00, 0x22, 0x00, 0x61, 0x00]), ("UTF-16BE", [0x00, 0x7B, 0x00, 0x22, 0x00, 0x61]),
      ("UTF-16LE", [0xFF, 0xFE]), ("UTF-32LE", [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0]),
      ("UTF-32BE", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x7B]),
    ] as [(String, [UInt8])])
  func utf16(_ encoding: String, _ bytes: [UInt8]) throws {
    for pieces in [[bytes], bytes.map { [$0] }] {
      let found = try outcomes(of: pieces)
      try #require(found.count == 1)
      guard case .rejected(let reason, let position, _) = found[0] else { throw NotMapped(outcome: found[0]) }
      #expect(reason == .notUTF8Input(encoding: encoding))
      #expect(position == SourcePosition(record: 1, line: 1, byteOffset: 0))
    }
  }

  @Test("is looked for in 64 KiB, the same ones whatever the pieces", arguments: [997, 65_536, 65_537, 1 << 20])
  func window(_ size: Int) throws {
    for blank in [65_500, 65_536, 66_000, 200_000] {
      let text = Array((String(repeating: "\n", count: blank) + "loggedDate,user\n2026-11-22,ann\n").utf8)
      let pieces = stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) }
      #expect(try outcomes(of: pieces) == outcomes(of: [text]))
    }
  }

  @Test("of white space alone needs no memory for it")
  func whiteSpace() throws {
    let reader = RecordReader()
    for _ in 0..<200 {
      guard case .needsInput = reader.next() else { break }
      let room = reader.room()
      #expect(room.count < 4 << 20)
      room.initializeMemory(as: UInt8.self, repeating: 0x0A)
      reader.added(room.count)
    }
    reader.sourceEnded()
    guard case .ended = reader.next() else {
      Issue.record("white space is no record")
      return
    }
  }
}
