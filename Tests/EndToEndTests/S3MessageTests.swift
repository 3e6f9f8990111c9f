import Foundation
import Support
import Testing

/// An answer of S3, and what docs/messages.md says about it.
struct S3Answer: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let source: String
  var flags: [String] = []
  let acts: [StandInServer.Act]
  let message: String
  let status: Int32

  init(
    _ name: String, _ source: String, flags: [String] = [], _ acts: [StandInServer.Act], _ message: String,
    status: Int32 = 77
  ) {
    testDescription = name
    self.source = source
    self.flags = flags
    self.acts = acts
    self.message = message
    self.status = status
  }

  private static let archived = listing(Listed(key: "keys/a.json", text: report(), storageClass: "GLACIER"))
  private static let page = listing(Listed(key: "keys/a.json", text: report()))
  private static let denied = error("AccessDenied", "Access Denied")
  private static let key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"

  private static func error(_ code: String, _ message: String, _ more: String = "") -> StandInServer.Act {
    .answer(403, [:], "<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)</Error>")
  }

  static let all = [
    S3Answer(
      "an archived object", "s3://audit/keys/a.json", [archived],
      "cannot read s3://audit/keys/a.json: the object lies in an archive class GLACIER. Restore it first", status: 66),
    S3Answer(
      "archived objects under a prefix", "s3://audit/keys/", [archived],
      "warning: 1 object lies in an archive and was not read (1 GLACIER), the first of them s3://audit/keys/a.json. What "
        + "is restored is shipped by the next run", status: 0),
    S3Answer(
      "no such version", "s3://audit/keys/none.json?versionId=null", [.answer(404)],
      "cannot read s3://audit/keys/none.json?versionId=null: it is not there (404)", status: 66),
    S3Answer(
      "a KMS key", "s3://audit/keys/",
      [
        page,
        error(
          "AccessDenied",
          "User: arn:aws:sts::123456789012:assumed-role/shipper/i-0 is not authorized to perform: kms:Decrypt on "
            + "resource: \(key) because no identity-based policy allows the kms:Decrypt action"),
      ],
      "role/shipper may not kms:Decrypt, because no identity-based policy allows the kms:Decrypt action "
        + "(403 AccessDenied). Allow kms:Decrypt on \(key)"),
    S3Answer(
      "an owner", "s3://audit/keys/", flags: ["--expected-bucket-owner", "123456789012"], [denied],
      "this key may not s3:ListBucket, or the bucket does not belong to 123456789012, as s3.expectedBucketOwner says "
        + "(403 AccessDenied). Allow it on arn:aws:s3:::audit"),
    S3Answer(
      "no right to list", "s3://audit/keys/a.json", [denied],
      "cannot read s3://audit/keys/a.json: this key may not s3:GetObject, or there is no such object, which S3 tells only "
        + "those who may s3:ListBucket on arn:aws:s3:::audit (403 AccessDenied). Allow it on arn:aws:s3:::audit/*"),
    S3Answer(
      "a clock", "s3://audit/keys/",
      [
        error(
          "RequestTimeTooSkewed", "The difference is too large.",
          "<ServerTime>\(Date(timeIntervalSinceNow: 2 * 86_400 + 3500).ISO8601Format())</ServerTime>")
      ],
      "this machine's clock is 2 d 0 h behind the service's (403 RequestTimeTooSkewed). Set the clock and run again"),
    S3Answer(
      "a multi-Region access point", "s3://arn:aws:s3::123456789012:accesspoint/abc.mrap/keys/", [denied],
      "multi-Region access points want signatures of version 4A, which are not supported; give an access point of one "
        + "region, or the bucket", status: 64),
  ]
}

@Suite("Answers of S3")
struct S3MessageTests {
  @Test("get the message and the exit code that the manual has", arguments: S3Answer.all)
  func message(_ answer: S3Answer) throws {
    // The last act is repeated, as often as the run asks.
    let server = try StandInServer(answer.acts[0], answer.acts[answer.acts.count - 1])
    let run = try BuiltBinary.run(
      ["ship", "--dry-run", answer.source] + answer.flags, environment: variables(server))
    #expect(run.status == answer.status, "\(run.stderr)")
    #expect(run.stderr.contains(answer.message), "\(run.stderr)")
    let manual = try String(contentsOfFile: "\(packageFolder)/docs/messages.md", encoding: .utf8)
    #expect(manual.contains(answer.message))
  }
}
