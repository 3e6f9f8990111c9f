import Testing

@testable import Records

@Suite("A source that is continued")
struct ContinuationTests {
  static let ndjson =
    "\u{FEFF}" + (1...5).map { #"{"loggedDate":"2026-11-22","user":"u\#($0)"}"# + "\n" }.joined() + "{\"a\":"
  static let csv = "\n loggedDate;user\r\n2026-11-22;u1\r\n2026-11-22;\"u\n2\"\r\n25-11;bad\r\n2026-11-22;u4"

  /// What a reader finds from a place on, with the places.
  private func read(_ bytes: ArraySlice<UInt8>, _ continuation: Continuation?) -> [(SourcePosition, String, Bool)] {
    let reader = RecordReader(continuing: continuation)
    var found: [(SourcePosition, String, Bool)] = []
    var rest = bytes
    while true {
      switch reader.next() {
      case .needsInput where rest.isEmpty: reader.sourceEnded()
      case .needsInput:
        let piece = rest.prefix(7)
        reader.room().copyBytes(from: piece)
        reader.added(piece.count)
        rest = rest.dropFirst(piece.count)
      case .ended: return found
      default: found.append((reader.position, reader.content.text, reader.isCutOff))
      }
    }
  }

  @Test("gives what follows as reading it whole does, from each of its records", arguments: [ndjson, csv])
  func same(_ text: String) throws {
    let bytes = Array(text.utf8)
    let whole = read(bytes[...], nil)
    #expect(whole.count >= 4)
    for (index, item) in whole.enumerated() {
      let continuation = try #require(Continuation(at: item.0, beginning: bytes))
      let rest = read(bytes[item.0.byteOffset...], continuation)
      #expect(rest.map(\.0) == whole[index...].map(\.0))
      #expect(rest.map(\.1) == whole[index...].map(\.1))
    }
  }

  @Test("tells what the end cut off")
  func cutOff() {
    #expect(read(Array(Self.ndjson.utf8)[...], nil).map(\.2) == [false, false, false, false, false, true])
    #expect(read(Array(Self.csv.utf8)[...], nil).map(\.2) == [false, false, false, true])
    #expect(read(Array("{\"a\":1}".utf8)[...], nil).map(\.2) == [false])
  }

  @Test(
    "may be lines of JSON or CSV, and nothing else",
    arguments: [
      ("{\"a\":1}\n", true), (csv, true), ("[{\"a\":1}", false), ("\u{1F}\u{8B}", false), ("", true), ("x", false),
    ])
  func canGrow(text: String, grows: Bool) {
    let bytes = text == "\u{1F}\u{8B}" ? [0x1F, 0x8B, 8, 0] : Array(text.utf8)
    #expect(Continuation.canGrow(bytes) == grows)
  }
}
