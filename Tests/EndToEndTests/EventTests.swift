import Foundation
import Support
import Testing

@Suite("Access-key events of CloudTrail")
struct EventTests {
  /// An event as CloudTrail writes it.
  private func event(
    _ number: Int, key: String = "AKIAIOSFODNN7EXAMPLE", user: String = "ann", time: String = "2026-11-24T01:02:03Z",
    name: String = "ListBuckets"
  ) -> String {
    #"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/\#(user)","#
      + #""accountId":"123456789012","accessKeyId":"\#(key)","userName":"\#(user)"},"eventTime":"\#(time)","#
      + #""eventSource":"s3.amazonaws.com","eventName":"\#(name)","awsRegion":"eu-west-1","#
      + #""sourceIPAddress":"192.0.2.1","requestParameters":{"n":\#(number)},"responseElements":null,"#
      + #""eventID":"00000000-0000-4000-8000-\#(String(number + 1_000_000_000_000).suffix(12))","#
      + #""eventType":"AwsApiCall","eventCategory":"Management"}"#
  }

  private func trail(_ events: [String]) -> String { #"{"Records":[\#(events.joined(separator: ","))]}"# }

  private func stored(_ scene: Scene, _ table: String, _ column: String) throws -> [String] {
    try scene.workspace.records(logType: table).compactMap { $0[column]?.string }
  }

  @Test("go to their own table, reports beside them to theirs, from one prefix")
  func tables() throws {
    let scene = try Scene()
    let folder = scene.folder
    _ = try folder.write(
      "in/trail.json", text: trail([event(1), event(2, key: "ASIAIOSFODNN7EXAMPLE"), event(3, user: "bob")]))
    _ = try folder.write("in/reports.ndjson", text: report("zoe") + "\n")
    _ = try folder.write(
      "in/digest.json",
      text:
        #"{"awsAccountId":"123456789012","digestStartTime":"2026-11-24T00:00:00Z","digestEndTime":"2026-11-24T01:00:00Z","digestS3Bucket":"b","logFiles":[]}"#
    )
    let run = try scene.ship("\(folder.path)/in")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try stored(scene, "AWS_Access_Key_Event", "UserName_s") == ["ann", "bob"])
    #expect(try stored(scene, "AWS_Access_Key_Report", "UserName_s") == ["zoe"])
    #expect(try run.report["recordsByKind"] == .object(["event": 2, "report": 1, "usage": 0]))
    #expect(try run.report["skipped"] == .object(["digest": 1, "temporaryKeys": 1]))

    let again = try scene.ship("\(folder.path)/in")
    #expect(again.status == 0)
    #expect(try again.report["recordsRead"] == 0)
  }

  @Test("keep their table in the spool and in a reject file")
  func spooled() throws {
    let scene = try Scene()
    let file = try scene.folder.write("trail.json", text: trail([event(1), event(2)]))
    let down = try scene.ship(file, "--retry-budget", "0s", environment: ["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"])
    #expect(down.status == 75, "\(down.errors)")
    let up = try scene.run("replay")
    #expect(up.status == 0, "\(up.errors)")
    #expect(try stored(scene, "AWS_Access_Key_Event", "UserName_s") == ["ann", "ann"])
    #expect(try stored(scene, "AWS_Access_Key_Report", "UserName_s").isEmpty)
  }

  @Test("are counted together by the hour, and the report tells how far that shrinks the bill")
  func rolledUp() throws {
    let scene = try Scene()
    let events = (1...60).map { event($0, time: "2026-11-24T0\($0 % 2 + 1):02:\($0 % 60 < 10 ? "0" : "")\($0 % 60)Z") }
    let file = try scene.folder.write("trail.json", text: trail(events))
    let run = try scene.ship(file, "--rollup", "1h")
    #expect(run.status == 0, "\(run.errors)")
    let records = try scene.workspace.records(logType: "AWS_Access_Key_Usage")
    #expect(records.count == 2 && records.allSatisfy { $0["Uses_d"] == 30 })
    let report = try run.report
    #expect(report["eventsRolledUp"] == 60)
    let apart = try #require(report["bytesBilledOfEventsRolledUpEstimate"]?.number)
    let billed = try #require(report["bytesBilledOfUsageEstimate"]?.number)
    // What the same events are billed with, each sent by itself.
    let each = try #require(scene.ship(file, "--reship").report["bytesBilledEstimate"]?.number)
    #expect(billed < apart / 10 && abs(apart - each) < each / 10, "\(billed) \(apart) \(each)")
    #expect(try scene.ship(file, "--rollup", "1h").report["recordsRead"] == 0)
  }

  @Test("of one flush are read again, all of them, until every record made of them is accepted")
  func rolledUpBrokenOff() throws {
    // Of the records of many groups the workspace takes the first batch, and is silent from then on.
    let scene = try Scene(workspace: ["--fault", "requests=2: stall"])
    let events = (1...2000).map { event($0, user: "user\($0 % 1000)") }
    let file = try scene.folder.write("trail.json", text: trail(events))
    let arguments = [file, "--rollup", "1h", "--batch-max-bytes", "100000", "--batch-max-in-flight", "1"]
    let run = try scene.start(arguments)
    try eventually { try scene.workspace.requests().count == 2 }
    run.process.send(SIGKILL)
    _ = try run.end()
    let taken = try scene.workspace.records(logType: "AWS_Access_Key_Usage").count
    #expect((1..<1000).contains(taken))

    let again = try scene.run(["ship", "--summary", "json"] + arguments)
    #expect(again.status == 0, "\(again.errors)")
    var uses: [String: Double] = [:]
    for record in try scene.workspace.records(logType: "AWS_Access_Key_Usage") {
      uses[try #require(record["RecordId_s"]?.string)] = record["Uses_d"]?.number
    }
    // The same records with the same ids: what was sent twice is one.
    #expect(uses.count == 1000 && uses.values.allSatisfy { $0 == 2 })
    #expect(try scene.run(["ship", "--summary", "json"] + arguments).report["recordsRead"] == 0)
  }

  @Test("of a stream are counted to the last that was read, also where the run stops with a full table")
  func stoppedWhileFull() throws {
    let scene = try Scene()
    let events = (1...400).map { event($0, user: "user\($0)") + "\n" }.joined()
    let small = [
      "--rollup", "1h", "--rollup-max-groups", "1", "--batch-max-bytes", "2000", "--batch-max-in-flight", "1",
    ]
    let refused = try scene.run(
      ["ship", "-", "--summary", "json"] + small, stdin: Data(events.utf8),
      environment: ["LOGSHIP_WORKSPACE_KEY": Data("another key".utf8).base64EncodedString()])
    #expect(refused.status == 77, "\(refused.errors)")
    let report = try refused.report
    let read = try #require(report["recordsRead"]?.number) - (report["recordsRejected"]?.number ?? 0)
    #expect(try scene.run(["replay"]).status == 0)
    let uses = try scene.workspace.records(logType: "AWS_Access_Key_Usage").reduce(0) {
      $0 + ($1["Uses_d"]?.number ?? 0)
    }
    #expect(uses == read && read > 10, "\(uses) of \(read)")
  }

  @Test("a small maxGroups flushes often and loses nothing")
  func smallGroups() throws {
    let scene = try Scene()
    let events = (1...50).map { event($0, user: "user\($0 % 10)") }
    let file = try scene.folder.write("trail.json", text: trail(events))
    let run = try scene.ship(file, "--rollup", "1h", "--rollup-max-groups", "3")
    #expect(run.status == 0, "\(run.errors)")
    let records = try scene.workspace.records(logType: "AWS_Access_Key_Usage")
    #expect(records.reduce(0) { $0 + Int($1["Uses_d"]?.number ?? 0) } == 50)
    #expect(Set(records.compactMap { $0["RecordId_s"]?.string }).count == records.count)
    #expect(try scene.ship(file, "--rollup", "1h", "--rollup-max-groups", "3").report["recordsRead"] == 0)
  }

  @Test("a rejected event is in the rejects once, and the others arrive")
  func rejected() throws {
    let scene = try Scene()
    let file = try scene.folder.write(
      "trail.json", text: trail([event(1), event(2, time: "yesterday"), event(3)]))
    for arguments in [[], ["--rollup", "1h", "--reship"]] {
      let run = try scene.run(["ship", "--summary", "json", file] + arguments)
      #expect(run.status == 65, "\(run.errors)")
      #expect(try run.report["recordsRejected"] == 1)
    }
    #expect(try scene.workspace.records(logType: "AWS_Access_Key_Event").count == 2)
    #expect(try scene.workspace.records(logType: "AWS_Access_Key_Usage").map { $0["Uses_d"] } == [2])
  }

  @Test("a credential report's day is its file's, and one shipped twice has the same ids")
  func credentialReport() throws {
    let scene = try Scene()
    let csv = """
      user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,\
      mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
      access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,\
      access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,\
      cert_2_last_rotated
      ann,arn:aws:iam::123456789012:user/ann,2019-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,true,\
      2019-06-25T21:52:43+00:00,2026-11-20T08:00:00+00:00,eu-west-1,s3,false,2020-01-01T00:00:00+00:00,N/A,N/A,N/A,\
      false,N/A,false,N/A

      """
    let file = try scene.folder.write("credentials.csv", text: csv)
    let day = Date(timeIntervalSince1970: 1_790_000_000)
    try FileManager.default.setAttributes([.modificationDate: day], ofItemAtPath: file)
    #expect(try scene.ship(file).status == 0)
    try FileManager.default.setAttributes([.modificationDate: day.addingTimeInterval(60)], ofItemAtPath: file)
    #expect(try scene.ship(file, "--reship").status == 0)
    #expect(try Set(scene.stored("RecordId_s")).count == 2)
    try FileManager.default.setAttributes([.modificationDate: day.addingTimeInterval(86_400)], ofItemAtPath: file)
    #expect(try scene.ship(file, "--reship").status == 0)
    #expect(try Set(scene.stored("RecordId_s")).count == 4)
    #expect(try Set(scene.workspace.records().compactMap { $0["KeySlot_d"]?.number }) == [1, 2])
  }
}
