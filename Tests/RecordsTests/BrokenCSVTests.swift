import Testing

@testable import Records

struct BrokenRows: Sendable, CustomTestStringConvertible {
  let name: String
  /// Behind the header `loggedDate,user,x` and its line feed: 18 bytes.
  let rows: String
  let outcomes: [String]

  var testDescription: String { name }

  static let unclosed = "a quoted cell that begins on this line is never closed"

  static let all = [
    Self(
      name: "too few cells", rows: "2026-11-22,a\n2026-11-22,b,\n",
      outcomes: ["✗ 1:2:18 2 cells, but the header has 3 ‖2026-11-22,a‖", "b"]),
    Self(
      name: "too many cells", rows: "2026-11-22,a,1,2\r\n2026-11-22,b,\r\n",
      outcomes: ["✗ 1:2:18 4 cells, but the header has 3 ‖2026-11-22,a,1,2‖", "b"]),
    Self(
      name: "another separator", rows: "2026-11-22;a;1\n2026-11-22,b,\n",
      outcomes: ["✗ 1:2:18 1 cells, but the header has 3 ‖2026-11-22;a;1‖", "b"]),
    Self(
      name: "text behind a quote", rows: "2026-11-22,\"a\"b,1\n2026-11-22,b,\n",
      outcomes: ["✗ 1:2:18 text after the closing quote of a cell ‖2026-11-22,\"a\"b,1‖", "b"]),
    Self(
      name: "a quote not closed", rows: "2026-11-22,\"a,1\n2026-11-22,b,\n2026-11-22,c,\n",
      outcomes: ["✗ 1:2:18 \(unclosed) ‖2026-11-22,\"a,1‖", "b", "c"]),
    Self(
      name: "a quote not closed, CRLF", rows: "2026-11-22,b,\r\n2026-11-22,\"a,1\r\n2026-11-22,c,\r\n",
      outcomes: ["b", "✗ 2:3:33 \(unclosed) ‖2026-11-22,\"a,1‖", "c"]),
    Self(
      name: "a quote not closed before rows with quotes",
      rows: "2026-11-22,\"a,1\n2026-11-22,\"b\",\n2026-11-22,\"c\",\"\"\n",
      outcomes: ["✗ 1:2:18 \(unclosed) ‖2026-11-22,\"a,1‖", "b", "c"]),
    Self(
      name: "a quote not closed before a row that begins with one", rows: "2026-11-22,a,\"1\n\"2026-11-22\",b,\n",
      outcomes: ["✗ 1:2:18 \(unclosed) ‖2026-11-22,a,\"1‖", "b"]),
    Self(
      name: "a quote not closed before the last row, which has no line end",
      rows: "2026-11-22,\"a,1\n2026-11-22,\"b\",", outcomes: ["✗ 1:2:18 \(unclosed) ‖2026-11-22,\"a,1‖", "b"]),
    Self(
      name: "a quote not closed in the last row", rows: "2026-11-22,b,\n2026-11-22,\"a,1",
      outcomes: ["b", "✗ 2:3:32 \(unclosed) ‖2026-11-22,\"a,1‖"]),
    Self(
      name: "two lines in a row whose quote is not closed", rows: "2026-11-22,\"a,1\n2026-11-22,\"b,2\n2026-11-22,c,\n",
      outcomes: ["✗ 1:2:18 \(unclosed) ‖2026-11-22,\"a,1‖", "✗ 2:3:34 \(unclosed) ‖2026-11-22,\"b,2‖", "c"]),
    Self(
      name: "JSON in a CSV", rows: "{}\n2026-11-22,b,\n",
      outcomes: ["✗ 1:2:18 1 cells, but the header has 3 ‖{}‖", "b"]),
  ]
}

@Suite("A broken CSV row")
struct BrokenCSVTests {
  @Test("costs itself and no other", arguments: BrokenRows.all)
  func rows(_ rows: BrokenRows) throws {
    let text = Array("loggedDate,user,x\n\(rows.rows)".utf8)
    #expect(try outcomes(of: [text]).map(\.brief) == rows.outcomes)
    #expect(try outcomes(of: text.map { [$0] }).map(\.brief) == rows.outcomes)
  }

  @Test("whose quote is not closed costs its line, however many rows follow")
  func many() throws {
    let rows = String(repeating: "2026-11-22,b,\n", count: 100_000)
    let found = try outcomes(of: "loggedDate,user,x\n2026-11-22,\"a,1\n\(rows)")
    #expect(found.count == 100_001)
    #expect(found.filter(\.isRejected).count == 1)
  }

  @Test("in which every line opens a quote costs each of its lines, in time that grows with its length")
  func everyLine() throws {
    for line in ["\"2026-11-22\",\"ann\",\"1234\n", "2026-11-22,b,\"z\"\"\n"] {
      let count = 20_000
      let found = try outcomes(of: "loggedDate,user,x\n" + String(repeating: line, count: count))
      #expect(found.count == count)
      #expect(found.count { $0.isRejected } == count)
    }
  }

  @Test("whose last row is over the limit and has no line end is told, a header among them")
  func longTail() throws {
    let limits = FrameLimits(recordBytes: 100, excerptBytes: 10)
    let tail = String(repeating: "y", count: 300)
    let found = try outcomes(of: "loggedDate,user\n2026-11-22,a\n2026-11-22,\(tail)", limits: limits)
    #expect(found.map(\.isRejected) == [false, true])
    #expect(try outcomes(of: "loggedDate,user,\(tail)", format: .csv, limits: limits).map(\.isRejected) == [true])
  }

  @Test("whose lines end with CR alone is told how to convert it")
  func returns() throws {
    let found = try outcomes(of: "loggedDate,user\r2026-11-22,ann\r2026-11-22,bob\r")
    #expect(found.count == 1)
    #expect(found[0].brief.contains("its lines end with CR alone"))
  }

  @Test("of megabytes without a line end is one reject, read in one pass")
  func endless() throws {
    let text = Array(("loggedDate,user,x\n" + String(repeating: "x", count: 4_000_000)).utf8)
    let pieces = stride(from: 0, to: text.count, by: 512).map { Array(text[$0..<min($0 + 512, text.count)]) }
    #expect(try outcomes(of: pieces).count == 1)
  }
}
