import Foundation
import Testing

@testable import Records

/// An event, and the envelopes that services and commands put round it.
enum TrailSample {
  static func event(_ changes: [String: String] = [:], key: String = "AKIAIOSFODNN7EXAMPLE") -> String {
    let user =
      #"{"type":"IAMUser","principalId":"AIDA1","arn":"arn:aws:iam::123456789012:user/ann","accountId":"123456789012","#
      + #""accessKeyId":"\#(key)","userName":"ann"}"#
    let members: [(String, String)] = [
      ("eventVersion", #""1.11""#), ("userIdentity", user), ("eventTime", #""2026-11-25T10:20:30Z""#),
      ("eventSource", #""s3.amazonaws.com""#), ("eventName", #""GetObject""#), ("awsRegion", #""eu-west-1""#),
      ("sourceIPAddress", #""203.0.113.7""#), ("userAgent", #""aws-cli/2.31.0 \"x\" é""#),
      ("requestParameters", #"{"bucketName":"b","n":[1,2.50]}"#), ("requestID", #""WKBTX9RDTR0E5710""#),
      ("eventID", #""00000001-1111-4222-8333-444444444444""#), ("readOnly", "true"),
      ("eventType", #""AwsApiCall""#), ("recipientAccountId", #""123456789012""#), ("eventCategory", #""Data""#),
    ]
    let texts = members.compactMap { name, value -> String? in
      guard changes[name] != "" else { return nil }
      return #""\#(name)":\#(changes[name] ?? value)"#
    }
    let others = changes.keys.filter { name in !members.contains { $0.0 == name } }.sorted()
    return "{\((texts + others.map { #""\#($0)":\#(changes[$0] ?? "")"# }).joined(separator: ","))}"
  }

  static func quoted(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }

  static func eventBridge(_ event: String) -> String {
    #"{"version":"0","id":"7","detail-type":"AWS API Call via CloudTrail","source":"aws.s3","account":"123456789012","#
      + #""time":"2026-11-25T10:21:00Z","region":"eu-west-1","resources":[],"detail":\#(event)}"#
  }

  static func logEvents(_ messages: [String], type: String = "DATA_MESSAGE") throws -> String {
    let events = try messages.enumerated()
      .map { #"{"id":"\#($0.offset)","timestamp":1795602030000,"message":\#(try quoted($0.element))}"# }
    return #"{"messageType":"\#(type)","owner":"123456789012","logGroup":"trail","logStream":"s","#
      + #""subscriptionFilters":["f"],"logEvents":[\#(events.joined(separator: ","))]}"#
  }

  static func lookup(_ events: [String]) throws -> String {
    let elements = try events.map {
      #"{"EventId":"x","EventName":"GetObject","ReadOnly":"true","AccessKeyId":"AKIAOTHER","EventTime":1795602030.0,"#
        + #""EventSource":"s3.amazonaws.com","Username":"ann","Resources":[],"CloudTrailEvent":\#(try quoted($0))}"#
    }
    return #"{"Events":[\#(elements.joined(separator: ","))],"NextToken":"eyJ"}"#
  }

  static func envelopes(_ event: String) throws -> [(name: String, text: String)] {
    [
      ("Records", #"{"Records":[\#(event)]}"#), ("array", "[\(event)]"), ("NDJSON", event + "\n"),
      ("detail", eventBridge(event)), ("message", try logEvents([event])), ("CloudTrailEvent", try lookup([event])),
    ]
  }
}

@Suite("Field cases of events and reports")
struct EventFieldCaseTests {
  @Test(
    "f08: RequestId and EventId have one type over both forms",
    arguments: [
      (#""00000001-1111-4222-8333-444444444444""#, "id:00000001-1111-4222-8333-444444444444"),
      (#""WKBTX9RDTR0E5710""#, "WKBTX9RDTR0E5710"),
      (#""d41d8cd98f00b204e9800998ecf8427e""#, "id:d41d8cd98f00b204e9800998ecf8427e"),
    ])
  func f08(_ id: String, _ sent: String) throws {
    let text = TrailSample.event(["requestID": id, "eventID": id])
    let found = try columns(of: text, options: eventOptions(keep: ["requestID"]))
    #expect(found["RequestId"] as? String == sent)
    let eventID = try #require(found["EventId"] as? String)
    #expect(eventID == "id:" + id.dropFirst().dropLast())
    let without = try columns(of: text, options: eventOptions())
    #expect(without["RequestId"] == nil)
    for value in without.values.compactMap({ $0 as? String }) {
      #expect(value.wholeMatch(of: /[{(]?[0-9a-fA-F-]{32,36}[)}]?/) == nil)
    }
  }

  @Test("f18: an event is the same from every envelope", arguments: 0..<6)
  func f18(_ index: Int) throws {
    let event = TrailSample.event()
    let bare = try mapped(event, options: eventOptions(keep: ["requestParameters"]))
    #expect(bare.contains(#""UserAgent":"aws-cli/2.31.0 \"x\" é""#))
    let envelope = try TrailSample.envelopes(event)[index]
    #expect(try mapped(envelope.text, options: eventOptions(keep: ["requestParameters"])) == bare, "\(envelope.name)")
  }

  @Test("f18: a control message is passed over with a count")
  func control() throws {
    let message = "CWL CONTROL MESSAGE: Checking health of destination."
    let control = try TrailSample.logEvents([message], type: "CONTROL_MESSAGE")
    let found = try outcomes(of: "\(control)\n\(TrailSample.event())\n\(control)", options: eventOptions())
    #expect(found.map(\.brief) == ["controlMessages", "ann", "controlMessages"])
    // The members may come in another order.
    let other =
      #"{"logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: x"}],"messageType":"CONTROL_MESSAGE"}"#
    #expect(try outcomes(of: other, options: eventOptions()).map(\.brief) == ["controlMessages"])
  }

  @Test(
    "f18: what has none of these shapes is a reject",
    arguments: [
      #"{"Records":[{"a":1}]}"#, #"{"a":1}"#, "{}", #"{"detail-type":"Object Created","detail":{"bucket":{}}}"#,
      #"{"logEvents":[{"id":"1","timestamp":1,"message":"START RequestId: 1"}]}"#, #"{"Events":[{"EventId":"1"}]}"#,
      #"{"logEvents":[{"id":"1","timestamp":1,"message":"{\"a\":1}"}]}"#, #"{"Records":{"a":[]}}"#,
    ])
  func unknown(_ text: String) throws {
    #expect(try rejection(of: text, options: eventOptions()) == .unknownShape)
  }

  @Test(
    "an event whose key is written wrongly is a reject, and not one without a key",
    arguments: [
      (#""accessKeyId":"AKIAIOSFODNN7EXAMPLE""#, #""accessKeyId":["AKIAIOSFODNN7EXAMPLE"]"#),
      (#""accessKeyId":"AKIAIOSFODNN7EXAMPLE""#, #""accessKeyId":"AKIAIOSFODNN7EXAMPLE","accessKeyId":"ASIA""#),
    ])
  func wrongKey(_ old: String, _ new: String) throws {
    let text = TrailSample.event().replacing(old, with: new)
    #expect(text != TrailSample.event())
    _ = try rejection(of: text, options: eventOptions())
  }

  @Test("what was mapped before is a reject, and no list of keys")
  func mappedBefore() throws {
    let once = try mapped(TrailSample.event(), options: eventOptions())
    #expect(try rejection(of: once, options: eventOptions()) == .mappedBefore)
  }

  @Test("f18: broken JSON in a string is a reject that names the member")
  func brokenInside() throws {
    let text = try TrailSample.logEvents([#"{"eventVersion":"1.11","eventTime":}"#])
    #expect(
      try rejection(of: text, options: eventOptions())
        == .brokenInside(field: "message", detail: "invalid JSON: it breaks the grammar"))
  }

  static let credentialHeader =
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    + "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    + "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    + "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    + "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
  static let ann =
    "ann,arn:aws:iam::123456789012:user/ann,2019-01-01T00:00:00+00:00,true,no_information,2019-01-01T00:00:00+00:00,N/A,"
    + "false,true,2020-01-01T00:00:00+00:00,2026-11-01T10:00:00+00:00,eu-west-1,s3,false,2021-01-01T00:00:00Z,N/A,N/A,N/A,"
    + "false,N/A,false,N/A"

  static func answer(_ rows: [String], generated: String = "2026-11-25T10:11:12+00:00") -> String {
    let csv = Data((rows.joined(separator: "\n")).utf8).base64EncodedString()
    return #"{"Content": "\#(csv)", "ReportFormat": "text/csv", "GeneratedTime": "\#(generated)"}"#
  }

  static let listed =
    #"{"AccessKeyMetadata":[{"UserName":"ann","Status":"Active","CreateDate":"2020-01-01T00:00:00+00:00","#
    + #""AccessKeyId":"AKIAIOSFODNN7EXAMPLE"}]}"#

  /// Reads a source that was last changed at a time.
  static func shipped(_ text: String, modified: Timestamp, _ change: (inout MappingOptions) -> Void = { _ in }) throws
    -> [[String: Any]]
  {
    var mapping = options()
    change(&mapping)
    return try outcomes(of: [Array(text.utf8)], options: mapping, modified: modified).map { try $0.columns() }
  }

  @Test("f10: a credential report from a file has its day from the file, and no key ids")
  func f10a() throws {
    let csv = "\(Self.credentialHeader)\n\(Self.ann)"
    let first = try Self.shipped(csv, modified: noon)
    try #require(first.count == 2)
    for (index, row) in first.enumerated() {
      #expect(row["EventTime"] as? String == "2026-11-25T00:00:00Z")
      #expect(row["AccountId"] as? String == "123456789012")
      #expect(row["AccessKeyId"] == nil)
      #expect(row["KeySlot"] as? Int == index + 1)
    }
    let ids = first.compactMap { $0["RecordId"] as? String }
    #expect(Set(ids).count == 2)
    let sameDay = try Self.shipped(csv, modified: Timestamp(epochSeconds: noon.epochSeconds + 3600))
    #expect(sameDay.compactMap { $0["RecordId"] as? String } == ids)
    let nextDay = try Self.shipped(csv, modified: Timestamp(epochSeconds: noon.epochSeconds + 86_400))
    #expect(Set(nextDay.compactMap { $0["RecordId"] as? String }).isDisjoint(with: ids))
    let asked = try Self.shipped(csv, modified: noon) { $0.asOf = Timestamp(epochSeconds: 1_700_000_000) }
    #expect(asked[0]["EventTime"] as? String == "2023-11-14T22:13:20Z")
  }

  @Test("f10: the answer of get-credential-report has the time when it was made")
  func f10b() throws {
    let text = Self.answer([Self.credentialHeader, Self.ann])
    let first = try Self.shipped(text, modified: noon)
    let again = try Self.shipped(text, modified: Timestamp(epochSeconds: noon.epochSeconds + 900_000))
    #expect(first.map { $0["EventTime"] as? String } == ["2026-11-25T10:11:12Z", "2026-11-25T10:11:12Z"])
    #expect(first.map { $0["RecordId"] as? String } == again.map { $0["RecordId"] as? String })
    #expect(Set(first.compactMap { $0["RecordId"] as? String }).count == 2)
  }

  @Test("f10: list-access-keys has its account from the flag, else none")
  func f10c() throws {
    let first = try Self.shipped(Self.listed, modified: noon)
    #expect(first[0]["AccountId"] == nil)
    #expect(first[0]["EventTime"] as? String == "2026-11-25T00:00:00Z")
    #expect(first[0]["UserName"] as? String == "ann")
    #expect(first[0]["AccessKeyId"] as? String == "AKIA...MPLE")
    let again = try Self.shipped(Self.listed, modified: Timestamp(epochSeconds: noon.epochSeconds + 60))
    #expect(again[0]["RecordId"] as? String == first[0]["RecordId"] as? String)
    let asked = try Self.shipped(Self.listed, modified: noon) { $0.account = "42" }
    #expect(asked[0]["AccountId"] as? String == "000000000042")
    #expect(asked[0]["RecordId"] as? String != first[0]["RecordId"] as? String)
  }

  @Test("f10: get-access-key-last-used has a user and no key")
  func lastUsed() throws {
    let text = #"{"UserName":"ann","AccessKeyLastUsed":{"Region":"us-east-1","ServiceName":"iam","LastUsedDate":"#
    let row = try Self.shipped(text + #""2026-11-20T22:45:00Z"}}"#, modified: noon)[0]
    #expect(row["UserName"] as? String == "ann")
    #expect(row["LastUsedDate"] as? String == "2026-11-20T22:45:00Z")
    #expect(row["LastUsedService"] as? String == "iam")
    #expect(row["DaysSinceLastUse"] as? Int == 5)
    let never = #"{"UserName":"ann","AccessKeyLastUsed":{"Region":"N/A","ServiceName":"N/A"}}"#
    #expect(try Self.shipped(never, modified: noon)[0]["LastUsedRegion"] == nil)
  }

  @Test("a report of the exporter without its date stays a reject")
  func exporter() throws {
    #expect(try rejection(of: #"{"user":"ann","account_number":"42"}"#) == .noTime)
  }
}
