import Testing

@testable import Records

@Suite("A sequence of JSON values")
struct JSONSequenceTests {
  static let ann = report("ann")
  static let bob = report("bob")

  @Test(
    "gives the same two records in any layout",
    arguments: [
      "\(ann)\n\(bob)\n", "\(ann)\n\(bob)", "\(ann)\(bob)", "\(ann) \(bob)", "\(ann)\r\n\(bob)\r\n",
      "\u{FEFF}\(ann)\n\(bob)\n", "\u{FEFF}\(ann)\n\u{FEFF}\(bob)",
      "\n\n \(ann)\r\n\r\n\t\(bob)\n\n", "[\(ann),\(bob)]", "[\(ann),\(bob)]\n",
      "[\(ann)][\(bob)]", "[\(ann)]\n[\(bob)]\n", "[]\(ann)[][\(bob)]", "[\n\(ann),\n\(bob)\n]",
      "[\n  \(ann)\n  ,\n  \(bob)\n]\n", "[ \(ann) , \(bob) ]", "\(ann)[\(bob)]", "[\(ann)]\(bob)",
      "\u{FEFF}[\r\n\(ann),\r\n\(bob)\r\n]\r\n",
      "{\n  \"loggedDate\": \"2026-11-22\",\n  \"user\": \"ann\"\n}\n{\n  \"loggedDate\": \"2026-11-22\",\n"
        + "  \"user\": \"bob\"\n}\n",
      "{\n\"loggedDate\":\n\"2026-11-22\",\"user\"\n:\"ann\"}{\"user\":\"bob\",\n\"loggedDate\":\"2026-11-22\"}",
      #"{"user":"ann","loggedDate":"2026-11-22","x":{"y":[{"z":"}]"}]}}{"x":"\\\"{[","loggedDate":"2026-11-22","user":"bob"}"#,
      #"{"\u0075ser":"ann","LOGGEDDATE":"2026-11-22"}{"loggedDate":"2026-11-22","user":"\u0062ob"}"#,
      "{\"x\":\n{\"y\":1},\n\"user\":\"ann\",\"loggedDate\":\"2026-11-22\"}\n\(bob)",
    ])
  func layouts(_ text: String) throws {
    #expect(try outcomes(of: text).map(\.brief) == ["ann", "bob"])
  }

  @Test("gives the columns of the design, to the byte")
  func bytes() throws {
    let mapped = Outcome.mapped(
      #"{"EventTime":"2026-11-22T00:00:00Z","UserName":"ann","RecordSource":"test","#
        + #""RecordId":"r6jeh2hwluxcruekaweo3jzcb7p"}"#)
    #expect(try outcomes(of: Self.ann) == [mapped])
  }

  @Test(
    "is empty where there is nothing but white space and empty arrays",
    arguments: ["", "\n", " ", "\u{FEFF}", "\r\n\r\n", "[]", "[ ]\n[]\n", "\u{FEFF}\n[\n]\n"])
  func empty(_ text: String) throws {
    #expect(try outcomes(of: text) == [])
  }

  @Test("has the place of each record: number, line and byte")
  func places() throws {
    let text = "\u{FEFF}\n\(report("a"))\r\n[\n {\"user\":1,\n\"user\":2},\(report("b"))] {\"x\":[]}"
    #expect(
      try outcomes(of: text).map(\.brief) == [
        "a", "✗ 2:4:47 user appears twice ‖{\"user\":1,\n\"user\":2}‖", "b",
        "✗ 4:5:108 an object of no known shape: neither a report nor an event nor an envelope of these ‖{\"x\":[]}‖",
      ])
  }
}
