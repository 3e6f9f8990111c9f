import Foundation
import Testing

@testable import Records

@Suite("Events for AWSCloudTrail")
struct EventDetailTests {
  private static let session =
    #"{"type":"AssumedRole","principalId":"AROA1:ci","arn":"arn:aws:sts::123456789012:assumed-role/deploy/ci","#
    + #""accountId":"123456789012","accessKeyId":"ASIAIOSFODNN7EXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","#
    + #""principalId":"AROA1","arn":"arn:aws:iam::123456789012:role/deploy","accountId":"123456789012","#
    + #""userName":"deploy"},"attributes":{"mfaAuthenticated":"false","creationDate":"2026-11-25T10:00:00Z"},"#
    + #""ec2RoleDelivery":"2.0"}}"#

  private func options(
    keep: [String] = [], changes: ColumnPlan.Changes = .init(preset: .awsCloudTrail),
    _ change: (inout MappingOptions) -> Void = { _ in }
  ) -> MappingOptions {
    eventOptions(keep: keep) {
      $0.events.details = true
      $0.columns = ColumnPlan(changes)
      change(&$0)
    }
  }

  @Test("have what its rules look at, beside the columns of every event and with the same id")
  func details() throws {
    let text = TrailSample.event([
      "userIdentity": Self.session, "responseElements": #"{"a":"b\"c"}"#, "managementEvent": "true",
      "apiVersion": #""2""#,
      "resources": #"[{"ARN":"arn:aws:s3:::b"}]"#, "additionalEventData": #"{"MFAUsed":"No"}"#,
      "tlsDetails": #"{"tlsVersion":"TLSv1.3","cipherSuite":"AES","clientProvidedHostHeader":"s3.amazonaws.com"}"#,
    ])
    let plain = try columns(of: text, options: eventOptions())
    var found = try columns(of: text, options: options())
    for (name, value) in plain {
      #expect("\(found.removeValue(forKey: name) ?? "")" == "\(value)", "\(name)")
    }
    #expect(found["ManagementEvent"] as? Bool == true)
    found["ManagementEvent"] = nil
    #expect(
      found as? [String: String] == [
        "EventVersion": "1.11", "EventType": "AwsApiCall", "PrincipalId": "AROA1:ci", "SessionIssuerType": "Role",
        "SessionIssuerPrincipalId": "AROA1", "SessionIssuerArn": "arn:aws:iam::123456789012:role/deploy",
        "SessionIssuerAccountId": "123456789012", "SessionIssuerUserName": "deploy",
        "SessionCreationDate": "2026-11-25T10:00:00Z", "EC2RoleDelivery": "2.0",
        "RequestParameters": #"{"bucketName":"b","n":[1,2.50]}"#, "ResponseElements": #"{"a":"b\"c"}"#,
        "AdditionalEventData": #"{"MFAUsed":"No"}"#, "RequestId": "WKBTX9RDTR0E5710",
        "Resources": #"[{"ARN":"arn:aws:s3:::b"}]"#, "ApiVersion": "2", "CipherSuite": "AES",
        "ClientProvidedHostHeader": "s3.amazonaws.com",
      ])
  }

  @Test("have the columns that the plan lists, in its order, and no others")
  func order() throws {
    let names = ColumnPlan.columnNames(.awsCloudTrail, kind: .event)
    #expect(Array(names.prefix(26)) == AccessKeyEventSchema.columns.map(\.name))
    #expect(names.count == 26 + EventDetail.all.count + 1 && names.last == "TruncatedColumns")
    #expect(Set(names.map { $0.lowercased() }).count == names.count)
    #expect(ColumnPlan.columnNames(.awsCloudTrail) == ColumnPlan.columnNames(.standard))
    #expect(ColumnPlan.columnNames(.awsCloudTrail, kind: .usage) == ColumnPlan.columnNames(.standard, kind: .usage))
  }

  @Test("follow renames and drops, and are not kept twice")
  func changes() throws {
    let changes = ColumnPlan.Changes(
      preset: .awsCloudTrail, rename: ["RequestParameters": "Request"], drop: ["EventVersion"])
    let mapping = options(keep: ["requestParameters", "eventName"], changes: changes)
    let found = try columns(of: TrailSample.event(), options: mapping)
    #expect(found["Request"] as? String == #"{"bucketName":"b","n":[1,2.50]}"#)
    #expect(found["RequestParameters"] == nil && found["EventVersion"] == nil)
    #expect(found["EventName_2"] as? String == "GetObject")
    let sent = mapping.columns.sentColumns(.event, keep: mapping.events.keep).map(\.name)
    #expect(Set(found.keys).subtracting(sent).isEmpty)
    #expect(sent.suffix(2) == ["TruncatedColumns", "EventName_2"])
  }

  @Test("have whole key ids where events alone show them")
  func keys() throws {
    let mapping = options { $0.accessKeyIDsOfEvents = .full }
    #expect(try columns(of: TrailSample.event(), options: mapping)["AccessKeyId"] as? String == "AKIAIOSFODNN7EXAMPLE")
  }

  @Test(
    "have a session's time in one form",
    arguments: [
      ("2026-11-25T10:00:00Z", "2026-11-25T10:00:00Z"), ("20131102T010628Z", "2013-11-02T01:06:28Z"),
      ("2026-11-25T11:00:00+01:00", "2026-11-25T10:00:00Z"),
    ])
  func times(_ text: String, _ written: String) throws {
    let session = Self.session.replacingOccurrences(of: "2026-11-25T10:00:00Z", with: text)
    let found = try columns(of: TrailSample.event(["userIdentity": session]), options: options())
    #expect(found["SessionCreationDate"] as? String == written)
  }

  @Test("are rejected where a value is not what its column holds")
  func rejected() throws {
    let session = Self.session.replacingOccurrences(of: "2026-11-25T10:00:00Z", with: "20131302T010628Z")
    #expect(
      try rejection(of: TrailSample.event(["userIdentity": session]), options: options())
        == .notATime(column: "SessionCreationDate", value: "20131302T010628Z"))
    #expect(
      try rejection(of: TrailSample.event(["managementEvent": "7"]), options: options())
        == .notABoolean(column: "ManagementEvent", value: "7"))
  }

  @Test("whose parameters are too long are cut and say so")
  func cut() throws {
    let mapping = options { $0.fieldBytes = 20 }
    let found = try columns(of: TrailSample.event(), options: mapping)
    #expect((found["RequestParameters"] as? String)?.utf8.count == 20)
    #expect((found["TruncatedColumns"] as? String)?.contains("RequestParameters") == true)
  }
}
