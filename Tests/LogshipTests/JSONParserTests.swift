import Foundation
import Testing

@testable import logship

@Suite struct JSONParserTests {
  @Test func `Members keep their order and repeats, and numbers their text`() throws {
    let value = try JSONParser.parse(Array(#" {"b": 1.50e+2, "a": [true, null, "x"], "b": {}} "#.utf8))
    #expect(
      value
        == .object([
          .init(name: "b", value: .number("1.50e+2")),
          .init(name: "a", value: .array([.toggle(true), .null, .text("x")])),
          .init(name: "b", value: .object([])),
        ]))
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0C}\n\r\t"), (#""\u00e9\ud83d\ude00""#, "é😀"), (#""é😀""#, "é😀"),
  ])
  func `Escapes are read`(_ json: String, _ text: String) throws {
    #expect(try JSONParser.parse(Array(json.utf8)) == .text(text))
  }

  @Test func `A byte order mark is passed over`() throws {
    #expect(try JSONParser.parse([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == .object([]))
  }

  @Test(arguments: [
    ("", 1, 1, "the text ends where a value should be"),
    ("{\n  \"a\": 1,\n}", 3, 1, "a name in quotes should be here"),
    ("{\"a\" 1}", 1, 6, "a colon should be here"),
    ("{\"a\": 1 \"b\": 2}", 1, 9, "a comma or } should be here"),
    ("[1 2]", 1, 4, "a comma or ] should be here"),
    ("{\"é\": tru}", 1, 7, "a value should be here"),
    ("{} {}", 1, 4, "there is more after the end of the value"),
    ("[01]", 1, 3, "a comma or ] should be here"),
    ("[1.]", 1, 4, "a digit should be here"),
    ("[-]", 1, 3, "a digit should be here"),
    ("[\n\"a\nb\"]", 2, 3, "a control character in a string has to be escaped"),
    ("[\"abc", 1, 2, "this string has no end"),
    ("[\"\\q\"]", 1, 4, "this escape is not one of JSON's"),
    ("[\"\\u12g4\"]", 1, 5, "four hexadecimal digits should be here"),
    ("[\"\\ud800\"]", 1, 9, "half a surrogate pair"),
    ("[\"\\udc00\"]", 1, 9, "half a surrogate pair"),
    ("// a\n{}", 1, 1, "a value should be here"),
    (String(repeating: "[", count: 65), 1, 65, "the text is nested deeper than 64 levels"),
  ])
  func `A syntax error tells line and column`(_ json: String, _ line: Int, _ column: Int, _ what: String) {
    #expect(throws: JSONParser.SyntaxError(line: line, column: column, what: what)) {
      try JSONParser.parse(Array(json.utf8))
    }
  }

  @Test func `A string that is not UTF-8 is refused`() {
    #expect(throws: JSONParser.SyntaxError(line: 1, column: 2, what: "this string is not UTF-8")) {
      try JSONParser.parse([0x5B, 0x22, 0xFF, 0x22, 0x5D])
    }
  }

  @Test(arguments: ["\u{01}\u{1F}\u{7F}", "\u{9B}31m\u{85}", "\u{2028}\u{202E}\u{2069}", "a\"b\\c", "é😀\n\t"])
  func `What is quoted is read back by Foundation`(_ text: String) throws {
    let data = Data("[\(JSONValue.quoted(text))]".utf8)
    #expect(try JSONSerialization.jsonObject(with: data) as? [String] == [text])
  }
}
