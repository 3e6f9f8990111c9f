import Foundation
import Support
import Testing

/// An input that is wrong, and what docs/messages.md says about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The name of the file that holds it.
  let file: String
  let contents: Data
  /// What is printed behind the name of the file or in the run report, or is the reason of a further reject.
  let message: String
  let status: Int32
  /// How many records are read in spite of it.
  let shipped: Int

  init(_ name: String, _ file: String, _ contents: Data, _ message: String, status: Int32 = 65, shipped: Int) {
    testDescription = name
    self.file = file
    self.contents = contents
    self.message = message
    self.status = status
    self.shipped = shipped
  }

  /// 69 bytes with the line feed, so that what follows begins at byte 69.
  private static let good = #"{"loggedDate":"2026-11-24","user":"ann","AccessKeyId":"AKIA...MPLE"}"# + "\n"
  private static let day = #"{"loggedDate":"2026-11-24","#

  private static func json(_ text: String) -> Data { Data((good + day + text).utf8) }
  private static func nested(_ levels: Int) -> Data {
    json(#""user":"bo","extra":"# + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}")
  }

  /// `good`, packed by Python's gzip.
  private static let packed =
    Data(
      base64Encoded: "H4sIAAAAAAACA6tWyslPT09NcUksSVWyUjIyMDLTNTTUNTJR0lEqLU4tAool5uUBOY7JyanFxd6plZ4p"
        + "QDFHb09HPT093wAfV6VaLgCGlBPBRQAAAA==") ?? Data()

  private static let event =
    #"{"eventVersion":"1.11","eventTime":"2026-11-24T01:02:03Z","eventName":"ListBuckets","eventID":"e1","#
    + #""userIdentity":{"type":"IAMUser","accountId":"123456789012","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}"#

  /// Reads that are wrong in what AWS's own forms have.
  private static let forms: [BadInput] = [
    BadInput(
      "an object around records that is not closed", "trail.json", Data(#"{"Records":[\#(event)}]"#.utf8),
      "the input breaks off behind an array of records: the object around it is not closed", shipped: 1),
    BadInput(
      "an object of no known shape", "keys.json", Data((good + #"{"hello":"world"}"#).utf8),
      "line 2, byte 69: an object of no known shape: neither a report nor an event nor an envelope of these",
      shipped: 1),
    BadInput(
      "an event in a string that is no JSON", "trail.json",
      Data(#"{"Events":[{"EventName":"a","CloudTrailEvent":"{\"eventVersion\":"}]}"#.utf8),
      "CloudTrailEvent does not hold what it should: invalid JSON", shipped: 0),
    BadInput(
      "a credential report that is not Base64", "report.json",
      Data(#"{"Content":"a,b","ReportFormat":"text/csv","GeneratedTime":"2026-11-24T00:00:00Z"}"#.utf8),
      "line 1, byte 0: Content does not hold what it should: it is not Base64", shipped: 0),
    BadInput(
      "another CSV in Base64", "report.json",
      Data(#"{"Content":"YSxiCjEsMgo=","ReportFormat":"text/csv","GeneratedTime":"2026-11-24T00:00:00Z"}"#.utf8),
      "line 1, byte 0: Content does not hold what it should: it is no credential report", shipped: 0),
    BadInput(
      "a credential report without a row", "report.json",
      Data(
        (#"{"Content":"dXNlcixhcm4sYWNjZXNzX2tleV8xX2FjdGl2ZSxhY2Nlc3Nfa2V5XzFfbGFzdF9yb3RhdGVkCg==","#
          + #""ReportFormat":"text/csv","GeneratedTime":"2026-11-24T00:00:00Z"}"#).utf8),
      "line 1, byte 0: Content does not hold what it should: it has no row", shipped: 0),
    BadInput(
      "an event without its time", "trail.json",
      Data(event.replacing("\"eventTime\":\"2026-11-24T01:02:03Z\",", with: "").appending("}").utf8),
      "line 1, byte 0: no date: eventTime is absent", shipped: 0),
    BadInput(
      "a text where an event has an object", "trail.json",
      Data(
        (#"{"eventVersion":"1.11","eventTime":"2026-11-24T01:02:03Z","tlsDetails":"x","#
          + #""userIdentity":{"accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#).utf8),
      "line 1, byte 0: tlsDetails is no object", shipped: 0),
    BadInput(
      "a text where an event has true or false", "trail.json", Data("\(event),\"readOnly\":\"maybe\"}".utf8),
      "line 1, byte 0: ReadOnly \"maybe\" is neither true nor false", shipped: 0),
    BadInput(
      "a third key of a user", "keys.json", json(#""user":"bo","KeySlot":3}"#),
      "line 2, byte 69: KeySlot \"3\" is neither 1 nor 2", shipped: 1),
  ]

  static let all: [BadInput] = forms + records

  private static let records: [BadInput] = [
    BadInput(
      "truncated JSON", "keys.json", json(#""user":"bo"#),
      "line 2, byte 69: the input breaks off in the middle of this value", shipped: 1),
    BadInput(
      "an array that is not closed", "keys.json", Data("[\(good)".utf8),
      "line 2, byte 70: the input breaks off in an array: its closing bracket is missing", shipped: 1),
    BadInput("a number for a string", "keys.json", json(#""user":42}"#), "2 read", status: 0, shipped: 2),
    BadInput(
      "an object for a string", "keys.json", json(#""user":{"name":"bo"}}"#),
      "line 2, byte 69: user is an object where text belongs", shipped: 1),
    BadInput(
      "invalid UTF-8 in a user's name", "keys.json", json(#""user":"b"#) + Data([0xFF]) + Data(#""}"#.utf8),
      "line 2, byte 69: UserName holds bytes that are no Unicode text", shipped: 1),
    BadInput(
      "invalid UTF-8 in a region", "keys.json", json(#""user":"bo","Region":"b"#) + Data([0xFF]) + Data(#""}"#.utf8),
      "1 record with text that is no Unicode, repaired", status: 0, shipped: 2),
    BadInput(
      "a NUL in a string", "keys.json", json(#""user":"b"#) + Data([0]) + Data(#"o"}"#.utf8),
      "line 2, byte 69: invalid JSON: it breaks the grammar", shipped: 1),
    BadInput(
      "a NUL between values", "keys.json", Data(good.utf8) + Data([0]) + Data(good.utf8),
      "line 2, byte 69: this is not part of a JSON object", shipped: 2),
    BadInput("200 levels", "keys.json", nested(200), "2 read", status: 0, shipped: 2),
    BadInput(
      "1,025 levels", "keys.json", nested(1025), "line 2, byte 69: nested over 1,023 levels deep", shipped: 1),
    BadInput(
      "a key twice", "keys.json", json(#""user":"bo","user":"cy"}"#), "line 2, byte 69: user appears twice",
      shipped: 1),
    BadInput(
      "a string of 40 KB", "keys.json",
      json(#""user":"bo","Region":"\#(String(repeating: "x", count: 40_960))"}"#),
      "1 value cut at the field limit, named in TruncatedColumns", status: 0, shipped: 2),
    BadInput(
      "too few cells", "keys.csv", Data("loggedDate,user,Status\r\n2026-11-24,ann,Active\r\n2026-11-24,bo\r\n".utf8),
      "line 3, byte 47: 2 cells, but the header has 3", shipped: 1),
    BadInput(
      "too many cells", "keys.csv", Data("loggedDate,user\r\n2026-11-24,ann\r\n2026-11-24,bo,cy\r\n".utf8),
      "line 3, byte 33: 3 cells, but the header has 2", shipped: 1),
    BadInput(
      "an unclosed quote", "keys.csv", Data("loggedDate,user\r\n2026-11-24,\"bo\r\n2026-11-24,cy\r\n".utf8),
      "line 2, byte 17: a quoted cell that begins on this line is never closed", shipped: 1),
    BadInput(
      "a day-first date", "keys.csv", Data("loggedDate,user,CreateDate\r\n2026-11-24,bo,25-06-2019 21:52:43\r\n".utf8),
      "line 2, byte 28: CreateDate \"25-06-2019 21:52:43\" is no time that logship knows "
        + "(YYYY-MM-DD, ISO 8601, MM-DD-YYYY HH:MM:SS)", shipped: 0),
    BadInput(
      "a gzip with bytes behind its end", "keys.json.gz", packed + Data("junk".utf8),
      "line 2, byte 69: broken gzip at packed byte 87: incorrect header check", shipped: 1),
    BadInput(
      "a gzip that was cut", "keys.json.gz", packed.prefix(packed.count - 12),
      "broken gzip at packed byte 73: it breaks off", shipped: 0),
    BadInput("an empty file", "keys.json", Data(), "is empty", status: 0, shipped: 0),
    BadInput(
      "UTF-16", "keys.json", Data([0xFF, 0xFE]) + (good.data(using: .utf16LittleEndian) ?? Data()),
      "line 1, byte 0: the input is UTF-16LE, not UTF-8; convert it first (`iconv -f UTF-16LE -t UTF-8`)", shipped: 0),
    BadInput(
      "text that is no report", "keys.txt", Data("hello\nworld\n".utf8),
      "line 1, byte 0: neither JSON nor a CSV header that names a column of an access-key report", shipped: 0),
  ]
}

@Suite("Bad input")
struct BadInputTests {
  /// A message in docs/messages.md.
  private func documented(_ message: String) throws -> Bool {
    try String(contentsOfFile: "\(packageFolder)/docs/messages.md", encoding: .utf8).contains(message)
  }

  @Test("gets the message and the exit code that the manual has, and the rest is read", arguments: BadInput.all)
  func message(_ input: BadInput) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(input.file, input.contents)
    // What breaks off at the end of a file that was changed a moment ago may still be completed.
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: file)
    let run = try BuiltBinary.run(["ship", file, "--to", "-", "--state", "\(folder.path)/state"])
    let rejects = try BuiltBinary.runTool("find", [folder.path, "-path", "*/rejects/*", "-exec", "cat", "{}", "+"])
    #expect(run.stderr.contains(input.message) || rejects.stdout.contains(input.message), "\(run.stderr)")
    #expect(run.status == input.status)
    #expect(run.stdout.split(separator: "\n").count == input.shipped)
    #expect(try documented(input.message))
  }

  @Test("a folder without permission")
  func forbiddenFolder() throws {
    let folder = try TemporaryFolder()
    // Root reads everything; a user of its own does not, and may not run what lies in a closed folder.
    let script = """
      chmod 755 "$1"; cp "$2" "$1/logship"; chmod 755 "$1/logship"; mkdir -m 000 "$1/closed"
      run() { if [ "$(id -u)" = 0 ]; then setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"; else "$@"; fi; }
      HOME=/nonexistent; run "$1/logship" ship --dry-run "$1/closed"; code=$?; rmdir "$1/closed"; exit $code
      """
    let run = try BuiltBinary.runTool("bash", ["-c", script, "bash", folder.path, BuiltBinary.path()])
    #expect(run.status == 66)
    #expect(run.stderr.contains("logship: cannot list the folder \(folder.path)/closed: Permission denied"))
    #expect(try documented("cannot list the folder /data/closed: Permission denied"))
  }

  @Test("a file that is not there")
  func missingFile() throws {
    let run = try BuiltBinary.run(["ship", "--dry-run", "/data/none.json"])
    #expect(run.status == 66)
    let message = "cannot read /data/none.json: No such file or directory"
    #expect(run.stderr.contains(message))
    #expect(try documented(message))
  }

  @Test(
    "a bucket that is not there, and a prefix where nothing matches",
    arguments: [
      (
        "s3://no-such-bucket/keys/", 66 as Int32,
        "cannot list s3://no-such-bucket/keys/: there is no such bucket (404 NoSuchBucket)"
      ),
      ("s3://audit/none/", 0, "nothing to ship in s3://audit/none/"),
    ])
  func bucket(source: String, status: Int32, message: String) throws {
    let moto = try MotoServer(buckets: ["audit"])
    let run = try BuiltBinary.run(
      ["ship", "--dry-run", "--aws-endpoint", moto.url, source],
      environment: ["AWS_ACCESS_KEY_ID": moto.accessKeyId, "AWS_SECRET_ACCESS_KEY": moto.secretAccessKey])
    #expect(run.status == status)
    #expect(run.stderr.contains(message), "\(run.stderr)")
    #expect(try documented(message))
  }
}
