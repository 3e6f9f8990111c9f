import Digest
import Testing

@testable import Records

@Suite("The columns of an event")
struct EventColumnTests {
  @Test("come in the order of the schema")
  func schema() {
    let truncated = ["TruncatedColumns"]
    #expect(ColumnPlan.columnNames(.original, kind: .event) == AccessKeyEventSchema.columns.map(\.name) + truncated)
    #expect(
      AccessKeyEventSchema.columns.map(\.name) == [
        "EventTime", "AccountId", "RecipientAccountId", "PrincipalType", "PrincipalArn", "UserName", "SessionName",
        "AccessKeyId", "AccessKeyType", "EventSource", "EventName", "EventCategory", "Region", "SourceIP", "UserAgent",
        "VpcEndpointId", "TlsVersion", "InvokedBy", "ErrorCode", "ErrorMessage", "ReadOnly", "MfaAuthenticated",
        "EventId", "SharedEventId", "RecordSource", "RecordId",
      ])
    #expect(
      AccessKeyUsageSchema.columns.map { $0.name + $0.kind.rawValue } == [
        "EventTimet", "AccountIds", "UserNames", "AccessKeyIds", "AccessKeyTypes", "EventSources", "EventNames",
        "Regions", "SourceIPs", "ErrorCodes", "Usesd", "FirstUset", "LastUset", "RecordSources", "RecordIds",
      ])
  }

  @Test("are renamed, dropped and added to, each kind by its own names")
  func plan() throws {
    let changes = ColumnPlan.Changes(
      rename: ["UserName": "Who", "Status": "State", "EventId": "TrailId"], drop: ["Region", "EventTime", "KeySlot"],
      add: [("UserAgent2", "1")])
    let mapping = eventOptions(keep: ["requestParameters"]) { $0.columns = ColumnPlan(changes) }
    let found = try columns(of: TrailSample.event(), options: mapping)
    #expect(found["Who"] as? String == "ann")
    #expect(found["TrailId"] as? String == "id:00000001-1111-4222-8333-444444444444")
    #expect(found["Region"] == nil && found["EventTime"] == nil && found["State"] == nil)
    #expect(found["UserAgent2"] as? Int == 1)
  }

  @Test("keep nested values under their own names with a capital, as they came")
  func kept() throws {
    let mapping = eventOptions(keep: ["requestParameters", "managementEvent", "userIdentity", "eventName", "nothing"])
    let found = try columns(of: TrailSample.event(["managementEvent": "true"]), options: mapping)
    #expect(found["RequestParameters"] as? String == #"{"bucketName":"b","n":[1,2.50]}"#)
    #expect(found["ManagementEvent"] as? String == "true")
    #expect((found["UserIdentity"] as? String)?.hasPrefix(#"{"type":"IAMUser""#) == true)
    // A column of the same name is there already.
    #expect(found["EventName_2"] as? String == "GetObject")
    #expect(found["Nothing"] == nil)
  }

  @Test("kept are cut at a character's end and named")
  func cut() throws {
    let mapping = eventOptions(keep: ["requestParameters"]) { $0.fieldBytes = 50 }
    let long = String(repeating: "é", count: 100)
    let found = try columns(of: TrailSample.event(["requestParameters": #"{"k":"\#(long)"}"#]), options: mapping)
    #expect(found["RequestParameters"] as? String == #"{"k":""# + String(repeating: "é", count: 22))
    #expect(found["TruncatedColumns"] as? String == "RequestParameters")
    let text = TrailSample.event(["requestParameters": #""\#(long)""#])
    #expect(try counted(text, options: mapping).truncatedFields == 1)
  }

  @Test("count what AWS does not describe, and keep it where that is asked for")
  func unknown() throws {
    let text = TrailSample.event(["brandNew": #"{"a":1}"#, "username": #""x""#, "nothing": "null"])
    #expect(try counted(text, options: eventOptions()).unknownFields == ["brandNew": 1, "username": 1])
    let found = try columns(of: text, options: eventOptions { $0.keepsUnknownFields = true })
    #expect(found["brandNew"] as? String == #"{"a":1}"#)
    #expect(found["username_2"] as? String == "x")
  }

  @Test(
    "mask, hash or show the key",
    arguments: [
      (AccessKeyIDs.masked, "AKIA...MPLE"), (.full, "AKIAIOSFODNN7EXAMPLE"),
      (.hashed(Secret("not a real secret")), "AKIA-wdlyadyaps45nxfoary5w7umyz"),
    ])
  func key(_ mode: AccessKeyIDs, _ sent: String) throws {
    let found = try columns(of: TrailSample.event(), options: eventOptions { $0.accessKeyIDs = mode })
    #expect(found["AccessKeyId"] as? String == sent)
  }

  @Test("are of the time that was asked for")
  func selected() throws {
    for (since, until, isSelected) in [(30, 31, true), (31, 40, false), (0, 30, false)] {
      let minute: (Int) -> Timestamp = { Timestamp(epochSeconds: 1_795_602_000 + Int64($0)) }
      let mapping = eventOptions {
        $0.since = minute(since)
        $0.until = minute(until)
      }
      let reader = RecordReader(events: mapping.events)
      let mapper = RecordMapper(mapping)
      let text = TrailSample.event(["eventTime": #""2026-11-25T10:20:30Z""#])
      reader.room().copyBytes(from: text.utf8)
      reader.added(text.utf8.count)
      guard case .record = reader.next() else { throw NoRoom() }
      #expect(mapper.selects(reader) == isSelected)
    }
  }

  @Test("whose text is no Unicode are repaired, but not where they say whose key it was")
  func repaired() throws {
    let agent = TrailSample.event(["userAgent": #""a\ud800b""#])
    #expect(try columns(of: agent, options: eventOptions())["UserAgent"] as? String == "a\u{FFFD}b")
    #expect(try counted(agent, options: eventOptions()).repairedRecords == 1)
    let user = #"{"type":"IAMUser","userName":"a\ud800","accessKeyId":"AKIA1"}"#
    #expect(
      try rejection(of: TrailSample.event(["userIdentity": user]), options: eventOptions())
        == .notUnicode(column: "userIdentity.userName"))
  }

  @Test("twice in an event are a reject", arguments: ["eventName", "userIdentity", "requestParameters"])
  func twice(_ name: String) throws {
    let event = TrailSample.event()
    let value = name == "userIdentity" ? #"{"accessKeyId":"AKIA"}"# : #""x""#
    let text = event.dropLast() + #","\#(name)":\#(value)}"#
    let reason = try rejection(of: String(text), options: eventOptions(keep: ["requestParameters"]))
    guard case .fieldTwice = reason else {
      Issue.record("\(String(describing: reason))")
      return
    }
  }

  /// The literals come from Fixtures/cloudtrail.py's `digest`; users' tables hold such ids for years.
  @Test("have an id over CloudTrail's own, else over their values")
  func ids() throws {
    let named = try columns(of: TrailSample.event(), options: eventOptions())
    #expect(named["RecordId"] as? String == "rfodwjmbpmur3k65n2tcg5w4ynh")
    let without = TrailSample.event(["eventID": ""])
    #expect(try columns(of: without, options: eventOptions())["RecordId"] as? String == "rcnrwhdvbximzdhoy6skfqmon3q")
    let settings = eventOptions(keep: ["requestID"]) {
      $0.accessKeyIDs = .full
      $0.fieldBytes = 4
    }
    #expect(try columns(of: without, options: settings)["RecordId"] as? String == "rcnrwhdvbximzdhoy6skfqmon3q")
  }
}
