import Testing

@testable import Records

/// What a broken sequence of JSON values gives: `report("a")` is 38 bytes long.
struct BrokenSequence: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let outcomes: [String]

  var testDescription: String { name }

  static let stray = "this is not part of a JSON object"
  static let breaksOff = "the input breaks off in the middle of this value"
  static let a = report("a")
  static let b = report("b")

  static let punctuation = [
    Self(
      name: "a comma at each line's end", text: "\(a),\n\(b),\n",
      outcomes: ["a", "✗ 2:1:38 \(stray) ‖,‖", "b", "✗ 4:2:78 \(stray) ‖,‖"]),
    Self(name: "a comma between two records", text: "\(a),\(b)", outcomes: ["a", "✗ 2:1:38 \(stray) ‖,‖", "b"]),
    Self(name: "a comma and a space", text: "\(a) , \(b)", outcomes: ["a", "✗ 2:1:39 \(stray) ‖,‖", "b"]),
    Self(name: "two commas in an array", text: "[\(a),,\(b)]", outcomes: ["a", "✗ 2:1:40 \(stray) ‖,‖", "b"]),
    Self(name: "a comma first in an array", text: "[,\(a)]", outcomes: ["✗ 1:1:1 \(stray) ‖,‖", "a"]),
    Self(name: "a brace too many", text: "\(a)}\n\(b)", outcomes: ["a", "✗ 2:1:38 \(stray) ‖}‖", "b"]),
    Self(name: "a bracket too many", text: "[\(a)]]\n\(b)", outcomes: ["a", "✗ 2:1:40 \(stray) ‖]‖", "b"]),
    Self(
      name: "words between records", text: "\(a) hello, world\n\(b)",
      outcomes: ["a", "✗ 2:1:39 \(stray) ‖hello, world‖", "b"]),
    Self(
      name: "words with brackets in quotes", text: "\(a)\nlog \"{[\\\"{\" end\n\(b)",
      outcomes: ["a", "✗ 2:2:39 \(stray) ‖log \"{[\\\"{\" end‖", "b"]),
    Self(
      name: "a string that ends in a backslash", text: "\"\\\\\"\(a)\n\(b)",
      outcomes: ["✗ 1:1:0 \(stray) ‖\"\\\\\"‖", "a", "b"]),
  ]

  static let scalars = [
    Self(
      name: "scalars, a line each", text: "\(a)\n1\n\"x\"\nnull\n\(b)",
      outcomes: ["a", "✗ 2:2:39 \(stray) ‖1‖", "✗ 3:3:41 \(stray) ‖\"x\"‖", "✗ 4:4:45 \(stray) ‖null‖", "b"]),
    Self(
      name: "scalars in an array", text: "[1, \"a,b\",\(a),true]",
      outcomes: ["✗ 1:1:1 \(stray) ‖1‖", "✗ 2:1:4 \(stray) ‖\"a,b\"‖", "a", "✗ 4:1:49 \(stray) ‖true‖"]),
    Self(
      name: "an array in an array", text: "[\(a),[\(b)],\(b)]",
      outcomes: ["a", "✗ 2:1:40 a JSON value, but not an object ‖[\(b)]‖", "b"]),
  ]

  static let cutOff = [
    Self(name: "in an object", text: "\(a)\n{\"user\":", outcomes: ["a", "✗ 2:2:39 \(breaksOff) ‖{\"user\":‖"]),
    Self(name: "in a string", text: "\(a)\n{\"user\":\"an", outcomes: ["a", "✗ 2:2:39 \(breaksOff) ‖{\"user\":\"an‖"]),
    Self(
      name: "in an escape", text: "\(a)\n{\"user\":\"an\\", outcomes: ["a", "✗ 2:2:39 \(breaksOff) ‖{\"user\":\"an\\‖"]),
    Self(name: "in a nested array", text: "{\"x\":[[1,", outcomes: ["✗ 1:1:0 \(breaksOff) ‖{\"x\":[[1,‖"]),
    Self(
      name: "in an array's object", text: "[\(a),\n{\"user\":\n", outcomes: ["a", "✗ 2:2:41 \(breaksOff) ‖{\"user\":‖"]),
    Self(
      name: "in an array behind an object", text: "[\(a)\n",
      outcomes: ["a", "✗ 2:2:40 the input breaks off in an array: its closing bracket is missing ‖‖"]),
    Self(
      name: "in an array behind a comma", text: "\(b)\n[\(a),",
      outcomes: ["b", "a", "✗ 3:2:79 the input breaks off in an array: its closing bracket is missing ‖‖"]),
    Self(
      name: "at an array's beginning", text: "\n[",
      outcomes: ["✗ 1:2:2 the input breaks off in an array: its closing bracket is missing ‖‖"]),
    Self(name: "after one brace", text: "{", outcomes: ["✗ 1:1:0 \(breaksOff) ‖{‖"]),
  ]

  static let lines = [
    Self(
      name: "a brace that is missing", text: "{\"user\":\"x\"\n\(a)\n\(b)",
      outcomes: [
        "✗ 1:1:0 broken JSON: a value begins where the one before it is not closed ‖{\"user\":\"x\"‖", "a", "b",
      ]),
    Self(
      name: "a quote that is missing", text: "{\"user\":\"x}\n\(a)\n\(b)",
      outcomes: ["✗ 1:1:0 broken JSON: a string is not closed on its line ‖{\"user\":\"x}‖", "a", "b"]),
    Self(
      name: "a quote and a brace that are missing", text: "\(a)\n{\"user\":\"x\\\n\(b)",
      outcomes: ["a", "✗ 2:2:39 broken JSON: a string is not closed on its line ‖{\"user\":\"x\\‖", "b"]),
    Self(
      name: "an array that is not closed", text: "{\"a\":[\n\(a)\n\(b)\n",
      outcomes: ["✗ 1:1:0 broken JSON: a value begins where the one before it is not closed ‖{\"a\":[‖", "a", "b"]),
    Self(
      name: "an array that is not closed, before the last line", text: "{\"a\":[\n\(a)\n",
      outcomes: ["✗ 1:1:0 \(breaksOff) ‖{\"a\":[‖", "a"]),
    Self(
      name: "a value that is missing", text: "{\"a\":\n\(a)\n\(b)\n",
      outcomes: ["✗ 1:1:0 broken JSON: a value begins where the one before it is not closed ‖{\"a\":‖", "a", "b"]),
    Self(
      name: "a wrong bracket", text: "{\"a\":[}\n\(a)\n\(b)\n",
      outcomes: ["✗ 1:1:0 broken JSON: a bracket closes what another kind opened ‖{\"a\":[}‖", "a", "b"]),
    Self(
      name: "a colon that is missing", text: "{\"a\" 1}\n\(a)\n\(b)\n",
      outcomes: ["✗ 1:1:0 invalid JSON: it breaks the grammar ‖{\"a\" 1}‖", "a", "b"]),
    Self(
      name: "a line that was cut and then appended to", text: "\(a)\n{\"loggedDate\":\"2026-\(a)\n\(b)\n",
      outcomes: ["a", "✗ 2:2:39 broken JSON: a string is not closed on its line ‖{\"loggedDate\":\"2026-\(a)‖", "b"]),
    Self(
      name: "a record begun on the line of another", text: "{\"a\":1,\(a)\n\(b)\n",
      outcomes: ["✗ 1:1:0 broken JSON: a value begins where the one before it is not closed ‖{\"a\":1,‖", "a", "b"]),
    Self(
      name: "one of an array's lines", text: "[\n{\"user\":\"x,\n\(a),\n\(b)\n]",
      outcomes: ["✗ 1:2:2 broken JSON: a string is not closed on its line ‖{\"user\":\"x,‖", "a", "b"]),
    Self(
      name: "a misspelt literal", text: "{\"a\":nul}\n\(a)\n",
      outcomes: ["✗ 1:1:0 invalid JSON: it breaks the grammar ‖{\"a\":nul}‖", "a"]),
    Self(
      name: "a leading zero", text: "{\"a\":01}\n\(a)\n",
      outcomes: ["✗ 1:1:0 invalid JSON: a malformed number ‖{\"a\":01}‖", "a"]),
    Self(
      name: "an escape that JSON lacks", text: "{\"a\":\"\\q\"}\n\(a)\n",
      outcomes: ["✗ 1:1:0 invalid JSON: a string with an escape that JSON lacks ‖{\"a\":\"\\q\"}‖", "a"]),
    Self(
      name: "a NUL in a string", text: "{\"a\":\"\0\"}\n\(a)\n",
      outcomes: ["✗ 1:1:0 invalid JSON: it breaks the grammar ‖{\"a\":\"\0\"}‖", "a"]),
    Self(name: "a NUL between records", text: "\(a)\0\n\(b)\n", outcomes: ["a", "✗ 2:1:38 \(stray) ‖\0‖", "b"]),
    Self(
      name: "a tab in a string", text: "{\"a\":\"\t\"}\n\(a)\n",
      outcomes: ["✗ 1:1:0 invalid JSON: it breaks the grammar ‖{\"a\":\"\t\"}‖", "a"]),
  ]
}

@Suite("Broken JSON")
struct BrokenJSONTests {
  @Test("costs stray punctuation and nothing else", arguments: BrokenSequence.punctuation)
  func punctuation(_ sequence: BrokenSequence) throws {
    #expect(try outcomes(of: sequence.text).map(\.brief) == sequence.outcomes)
  }

  @Test("rejects values that are no objects, each with its place", arguments: BrokenSequence.scalars)
  func scalars(_ sequence: BrokenSequence) throws {
    #expect(try outcomes(of: sequence.text).map(\.brief) == sequence.outcomes)
  }

  @Test("gives what came before it breaks off, and rejects the rest once", arguments: BrokenSequence.cutOff)
  func cutOff(_ sequence: BrokenSequence) throws {
    #expect(try outcomes(of: sequence.text).map(\.brief) == sequence.outcomes)
  }

  @Test("costs only its line where the input has a record a line", arguments: BrokenSequence.lines)
  func lines(_ sequence: BrokenSequence) throws {
    #expect(try outcomes(of: sequence.text).map(\.brief) == sequence.outcomes)
  }

  @Test("takes a NUL that is escaped")
  func escapedNUL() throws {
    #expect(try columns(of: report(#"a\u0000b"#))["UserName"] as? String == "a\0b")
  }
}
