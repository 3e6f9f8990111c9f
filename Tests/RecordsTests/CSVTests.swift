import Testing

@testable import Records

@Suite("A CSV")
struct CSVTests {
  static let header = "loggedDate,user"

  @Test(
    "gives the same two records in any layout",
    arguments: [
      "loggedDate,user\n2026-11-22,ann\n2026-11-22,bob\n", "loggedDate,user\n2026-11-22,ann\n2026-11-22,bob",
      "loggedDate,user\r\n2026-11-22,ann\r\n2026-11-22,bob\r\n",
      "\u{FEFF}loggedDate,user\r\n2026-11-22,ann\r\n2026-11-22,bob",
      "\u{FEFF}\"loggedDate\",\"user\"\r\n\"2026-11-22\",\"ann\"\r\n\"2026-11-22\",\"bob\"",
      "loggedDate;user\n2026-11-22;ann\n2026-11-22;bob\n", "loggedDate\tuser\n2026-11-22\tann\n2026-11-22\tbob\n",
      "user,loggedDate\nann,2026-11-22\nbob,2026-11-22\n", "LOGGEDDATE,User\n2026-11-22,ann\n2026-11-22,bob\n",
      " loggedDate , user \n2026-11-22,ann\n2026-11-22,bob\n",
      "\n\r\n  \nloggedDate,user\n\n2026-11-22,ann\n\r\n   \n2026-11-22,bob\n\n\n",
      "loggedDate,extra,user,\n2026-11-22,1,ann,\n2026-11-22,\"2,3\",bob,4\n",
      "extra;loggedDate;user;a,b,c\n;2026-11-22;ann;\n;2026-11-22;bob;\n",
      "extra,extra,loggedDate,user\n1,2,2026-11-22,ann\n1,2,2026-11-22,bob\n",
      "loggedDate,user\n2026-11-22,\"ann\"\n2026-11-22,bob\n  ",
      "\tloggedDate\tuser\n\t2026-11-22\tann\n\t2026-11-22\tbob\n",
    ])
  func layouts(_ text: String) throws {
    #expect(try outcomes(of: text).map(\.brief) == ["ann", "bob"])
  }

  @Test(
    "resolves quotes",
    arguments: [
      ("\"ann\"", "ann"), ("\"a,b\"", "a,b"), ("\"a\"\"b\"", "a\"b"), ("\"\"\"\"", "\""), ("\"a\nb\"", "a\nb"),
      ("\"a\r\nb\"", "a\r\nb"), ("a\"b", "a\"b"), ("a\"\"b", "a\"\"b"), (" \"a\"", " \"a\""),
      ("\"\"\"a\"\"\"", "\"a\""),
      ("\"\n\n\"", "\n\n"), ("'a'", "'a'"), ("a;b", "a;b"), ("a\\b", "a\\b"), ("é🔑", "é🔑"), ("a\0b", "a\0b"),
    ])
  func quotes(_ cell: String, _ value: String) throws {
    for text in ["user,loggedDate\n\(cell),2026-11-22\n", "loggedDate,user\r\n2026-11-22,\(cell)"] {
      #expect(try outcomes(of: text).map(\.brief) == [value])
    }
  }

  @Test(
    "of a header alone is empty", arguments: ["\(header)", "\(header)\n", "\u{FEFF}\(header)\r\n", "\(header)\n\n \n"])
  func headerOnly(_ text: String) throws {
    #expect(try outcomes(of: text) == [])
  }

  @Test("may repeat its header, as joined files do with their byte order marks", arguments: ["", "\u{FEFF}"])
  func repeatedHeader(_ mark: String) throws {
    let text = "\(mark)\(Self.header)\n2026-11-22,ann\n\(mark)\(Self.header)\r\n2026-11-22,bob\n\(mark)\(Self.header)"
    #expect(try outcomes(of: text).map(\.brief) == ["ann", "header", "bob", "header"])
  }

  @Test("whose header names a known column twice has no row that can be mapped", arguments: ["user", "USER", " user "])
  func knownTwice(_ name: String) throws {
    let text = "loggedDate,user,\(name)\n2026-11-22,ann,bob\n2026-11-22,eve,eve\n"
    let line = text.utf8.firstIndex(of: 10).map { text.utf8.distance(from: text.utf8.startIndex, to: $0) } ?? 0
    #expect(
      try outcomes(of: text).map(\.brief) == [
        "✗ 1:2:\(line + 1) the CSV header names user twice ‖2026-11-22,ann,bob‖",
        "✗ 2:3:\(line + 20) the CSV header names user twice ‖2026-11-22,eve,eve‖",
      ])
  }

  @Test("has the place of each record, counted in lines and not in rows")
  func places() throws {
    let text = "\u{FEFF}loggedDate,user\r\n2026-11-22,\"a\n\nb\"\r\n\r\n2026-11-22\r\n2026-11-22,c\n1,d"
    #expect(
      try outcomes(of: text).map(\.brief) == [
        "a\n\nb", "✗ 2:6:41 1 cells, but the header has 2 ‖2026-11-22‖", "c",
        "✗ 4:8:66 EventTime \"1\" is no time that logship knows (YYYY-MM-DD, ISO 8601, MM-DD-YYYY HH:MM:SS) ‖1,d‖",
      ])
  }

  @Test("keeps its header line and separator for whoever mends a reject")
  func headerLine() throws {
    let reader = RecordReader()
    let text = Array("\u{FEFF}loggedDate; \"user\" \r\n2026-11-22;ann".utf8)
    reader.room().copyBytes(from: text)
    reader.added(text.count)
    _ = reader.next()
    #expect(reader.csvHeader?.line == "loggedDate; \"user\" ")
    #expect(reader.csvHeader?.separator == ";")
  }
}
