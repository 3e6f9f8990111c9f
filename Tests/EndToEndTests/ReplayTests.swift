import Foundation
import Support
import Testing

@Suite("logship replay")
struct ReplayTests {
  /// A line of a reject file, changed, as JSON.
  private func text(_ line: [String: JSONValue]) throws -> String {
    String(decoding: try JSONEncoder().encode(line), as: UTF8.self) + "\n"
  }

  /// The rejects of the scene's one run, each changed by `mend`, as a file.
  private func mended(_ scene: Scene, _ mend: (inout [String: JSONValue]) -> Void) throws -> String {
    let lines = try scene.rejects().map { line in
      var line = line
      mend(&line)
      return try text(line)
    }
    try FileManager.default.removeItem(atPath: "\(scene.state)/rejects")
    return try scene.folder.write("mended.ndjson", text: lines.joined())
  }

  private func replay(_ scene: Scene, _ arguments: String..., stdin: Data? = nil) throws -> Run {
    try scene.run(["replay", "--summary", "json"] + arguments, stdin: stdin)
  }

  private func replace(_ old: String, _ new: String, in line: inout [String: JSONValue]) {
    line["record"] = line["record"]?.string.map { .string($0.replacingOccurrences(of: old, with: new)) }
  }

  @Test("of mended JSON ships it under its own source; the file counts as the one object")
  func json() throws {
    let scene = try Scene()
    let file = try scene.folder.write(
      "keys.json", text: reports(1) + report("bad", day: "25-06-2019") + "\n" + report("worse", day: "then") + "\n")
    #expect(try scene.ship(file).status == 65)
    let path = try mended(scene) {
      replace("25-06-2019", "2019-06-25", in: &$0)
      replace("then", "2019-06-26", in: &$0)
    }
    let run = try replay(scene, "--rejects", path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s") == ["user1", "bad", "worse"])
    #expect(try scene.stored("RecordSource_s") == [file, file, file])
    let report = try run.report
    #expect(report["sources"] == 1 && report["objects"] == 1)
    #expect(report["recordsRead"] == 2 && report["recordsShipped"] == 2 && report["recordsRejected"] == 0)
    #expect(report["bytesRead"] == .number(Double(try Data(contentsOf: URL(filePath: path)).count)))
  }

  @Test("of a mended CSV row reads it under its header")
  func csv() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.csv", text: "user;loggedDate\r\na;2026-11-24\r\nb;2026-11-24;c\r\n")
    #expect(try scene.ship(file).status == 65)
    let path = try mended(scene) { replace(";c", "", in: &$0) }
    #expect(try replay(scene, "--rejects", path).status == 0)
    #expect(try scene.stored("UserName_s") == ["a", "b"])
  }

  @Test("of mended events counts them as rollup has it, and loses none")
  func rolledUp() throws {
    let scene = try Scene()
    let events = ["then", "sometime"].map {
      #"{"eventVersion":"1.11","eventTime":"\#($0)","eventName":"ListBuckets","eventID":"\#($0)","#
        + #""userIdentity":{"type":"IAMUser","userName":"ana","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#
    }
    let file = try scene.folder.write("trail.json", text: "{\"Records\":[\(events.joined(separator: ","))]}")
    #expect(try scene.ship(file, "--rollup", "1h").status == 65)
    let path = try mended(scene) {
      replace("\"eventTime\":\"then\"", "\"eventTime\":\"2026-11-24T01:02:03Z\"", in: &$0)
      replace("\"eventTime\":\"sometime\"", "\"eventTime\":\"2026-11-24T01:02:04Z\"", in: &$0)
    }
    let run = try replay(scene, "--rejects", path, "--rollup", "1h")
    #expect(run.status == 0, "\(run.errors)")
    let usages = try scene.workspace.records(logType: "AWS_Access_Key_Usage")
    #expect(usages.reduce(0) { $0 + ($1["Uses_d"]?.number ?? 0) } == 2)
  }

  static let formsWithoutTime: [(name: String, text: String)] = [
    (
      "credential.csv",
      """
      user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_2_active,\
      access_key_2_last_rotated
      ana,arn:aws:iam::123456789012:user/ana,2019-01-01T00:00:00+00:00,true,25-06-2019,false,N/A
      """
    ),
    (
      "keys.json",
      #"{"AccessKeyMetadata":[{"UserName":"ana","AccessKeyId":"AKIAIOSFODNN7EXAMPLE","Status":"Active","#
        + #""CreateDate":"25-06-2019"}]}"#
    ),
  ]

  @Test("of a report whose form has no date gives it the one that its source gave", arguments: formsWithoutTime)
  func given(_ form: (name: String, text: String)) throws {
    let scene = try Scene()
    let file = try scene.folder.write(form.name, text: form.text)
    #expect(try scene.ship(file, "--as-of", "2026-11-20", "--account", "42").status == 65)
    let path = try mended(scene) { replace("25-06-2019", "2019-06-25", in: &$0) }
    let run = try replay(scene, "--rejects", path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("EventTime_t") == ["2026-11-20T00:00:00Z"])
    #expect(try scene.stored("AccountId_s") == [form.name == "keys.json" ? "000000000042" : "123456789012"])
  }

  @Test("of a record that the workspace refused sends the mended object as it is")
  func mapped() throws {
    let scene = try Scene(workspace: ["--fault", "requests=all: 400:marked=poison"])
    #expect(try scene.ship("-", stdin: Data((reports(2) + report("poisonous")).utf8)).status == 65)
    let sent = try #require(try scene.rejects().first?["record"]?.string)
    let path = try mended(scene) { replace("poison", "", in: &$0) }
    #expect(try replay(scene, "--rejects", path).status == 0)
    #expect(try scene.stored("UserName_s") == ["user1", "user2", "ous"])
    #expect(try scene.stored("RecordSource_s").last == "stdin")
    let id = try #require(try scene.stored("RecordId_s").last)
    #expect(sent.contains(id))
  }

  @Test(
    "of a mapped record that is not one flat object, or too large, rejects it again",
    arguments: [
      (#"{"a":{"b":1}}"#, "a is an object"), (#"{"a":[]}"#, "a is an array"), ("[]", "not an object"),
      (#"{"a":1} {"a":2}"#, "invalid JSON"), (#"{"a":1,"a":2}"#, "a appears twice"), (#"{"a":1"#, "invalid JSON"),
      (#"{"a":"\#(String(repeating: "x", count: 2_000))"}"#, "over batch.maxBytes"),
    ])
  func mappedUnfit(record: String, reason: String) throws {
    let scene = try Scene()
    let path = try scene.folder.write(
      "r.ndjson",
      text: text([
        "source": "s3://b/k", "position": .object(["record": 7, "line": 8, "byte": 9]), "reason": "x",
        "form": "mapped", "record": .string(record),
      ]))
    let run = try replay(scene, "--rejects", path, "--batch-max-bytes", "2000")
    #expect(run.status == 65)
    let again = try #require(try scene.rejects().first)
    #expect(again["source"] == "s3://b/k" && again["form"] == "mapped" && again["record"] == .string(record))
    #expect(again["position"] == .object(["record": 7, "line": 8, "byte": 9]))
    #expect(again["reason"]?.string?.contains(reason) == true, "\(again)")
    #expect(try scene.workspace.requests().isEmpty)
  }

  @Test("of bytes that were no UTF-8 takes the text that was put in their place, or beside them")
  func base64() throws {
    let scene = try Scene()
    let bytes = Data(#"{"loggedDate":"2026-11-24","user":"bj"#.utf8) + Data([0xF6]) + Data(#"rn"}"#.utf8)
    #expect(try scene.ship("-", stdin: bytes).status == 65)
    let line = try #require(try scene.rejects().first)
    #expect(line["recordBase64"] != nil)
    let path = try mended(scene) { $0["record"] = .string(#"{"loggedDate":"2026-11-24","user":"björn"}"#) }
    #expect(try replay(scene, "--rejects", path).status == 0)
    #expect(try scene.stored("UserName_s") == ["björn"])
  }

  @Test("of what was not mended rejects it again as it was, source and position included")
  func unmended() throws {
    let scene = try Scene()
    let bad = report("bad", day: "25-06-2019")
    let binary = Data(#"{"loggedDate":"2026-11-24","user":""#.utf8) + Data([0xFF]) + Data("\"}\n".utf8)
    let input = Data((reports(2) + bad + "\n").utf8) + binary + Data("[\(report("last"))".utf8)
    #expect(try scene.ship("-", stdin: input).status == 65)
    let before = try scene.rejects()
    #expect(before.count == 3)
    let path = try mended(scene) { _ in }
    let run = try replay(scene, "--rejects", path)
    #expect(run.status == 65)
    #expect(try scene.rejects() == before)
    #expect(try scene.stored("UserName_s") == ["user1", "user2", "last"])
    #expect(try replay(scene, "--rejects", path, "--allow-rejects").status == 0)
  }

  @Test("tells the lines that are none of a reject file, ships the others, and ends in 65")
  func badLines() throws {
    let scene = try Scene()
    func line(_ change: (inout [String: JSONValue]) -> Void) throws -> String {
      var line: [String: JSONValue] = [
        "source": "f", "position": .object(["record": 1, "line": 1, "byte": 0]), "reason": "x", "form": "input",
        "record": .string(report("good")),
      ]
      change(&line)
      return try text(line)
    }
    let bad = try [
      "no JSON\n", "[]\n", report("plain") + "\n", line { $0["form"] = "other" }, line { $0["record"] = nil },
      line { $0["position"] = .object(["record": 0, "line": 1, "byte": 0]) }, line { $0["header"] = "x,y" },
      line {
        $0["record"] = nil
        $0["recordBase64"] = "?"
      },
    ]
    let words = [
      "it is no JSON", "it is no JSON object", "it has no source", "neither input nor mapped",
      "neither record nor recordBase64", "its position is none", "its header names no column", "not Base64",
    ]
    let input = try bad.joined() + "\n" + line { _ in }.dropLast()
    let run = try replay(scene, "--rejects", "-", stdin: Data(input.utf8))
    #expect(run.status == 65)
    for (index, words) in words.enumerated() {
      let told = run.errors.split(separator: "\n").first { $0.contains("line \(index + 1) is no line") }
      #expect(told?.contains(words) == true, "line \(index + 1): \(run.errors)")
    }
    #expect(try scene.stored("UserName_s") == ["good"])
    #expect(try run.report["skipped"] == .object(["notOfARejectFile": 8]))
  }

  @Test("of a file that is not there ends in 66")
  func absent() throws {
    let scene = try Scene()
    let run = try replay(scene, "--rejects", "\(scene.folder.path)/none.ndjson")
    #expect(run.status == 66 && run.errors.contains("none.ndjson"))
  }

  @Test("of a file while the workspace is down spools every record, and the next replay sends them")
  func rejectsInOutage() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1-20: 503"])
    let lines = try (1...3).map {
      try text([
        "source": "f", "position": .object(["record": .number(Double($0)), "line": 1, "byte": 0]), "reason": "x",
        "form": "input", "record": .string(report("user\($0)")),
      ])
    }
    let path = try scene.folder.write("r.ndjson", text: lines.joined())
    let patience = ["--retry-budget", "1s", "--retry-max-backoff", "1s", "--batch-max-bytes", "400"]
    let down = try scene.run(["replay", "--summary", "json", "--rejects", path] + patience)
    #expect(down.status == 75, "\(down.errors)")
    #expect(try down.report["recordsSpooled"] == 3)
    let up = try scene.run(["replay", "--summary", "json", "--retry-max-backoff", "20ms"])
    #expect(up.status == 0, "\(up.errors)")
    #expect(try scene.stored("UserName_s").sorted() == ["user1", "user2", "user3"])
    #expect(Set(try scene.stored("RecordSource_s")) == ["f"])
  }

  @Test("sends the spool by hand after an outage, and says so; while it lasts it ends in 75 and all stays")
  func spool() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1-20: 503"])
    let patience = ["--retry-budget", "1s", "--retry-max-backoff", "1s"]
    let text = Data(reports(2).utf8)
    #expect(try scene.run(["ship", "-"] + patience, stdin: text).status == 75)
    let down = try scene.run(["replay"] + patience)
    #expect(down.status == 75)
    #expect(down.errors.contains("retry.budget") && down.errors.contains("in the spool ("))
    #expect(try scene.stored("UserName_s").isEmpty)
    let up = try scene.run("replay", "--retry-max-backoff", "20ms")
    #expect(up.status == 0, "\(up.errors)")
    #expect(up.output.hasPrefix("2 records shipped from the spool in "))
    #expect(try scene.stored("UserName_s") == ["user1", "user2"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scene.state)/spool").isEmpty)
  }

  @Test("of an empty spool ends in 0 and says that there is nothing")
  func empty() throws {
    let scene = try Scene()
    let run = try scene.run("replay")
    #expect(run.status == 0 && run.errors.contains("the spool is empty"))
    #expect(try scene.workspace.requests().isEmpty)
  }
}
