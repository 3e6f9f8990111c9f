import Foundation
import Support
import Testing

/// A collection that goes wrong, and what docs/messages.md says about it.
struct BadCollection: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let arguments: [String]
  /// What is not allowed.
  let denied: [String]
  let message: String
  let status: Int32
  /// What IAM's stand-in answers where moto is not asked.
  let answers: [StandInServer.Act]

  init(
    _ name: String, _ arguments: [String] = [], denied: [String] = [], iam answers: [StandInServer.Act] = [],
    _ message: String, _ status: Int32
  ) {
    testDescription = name
    self.arguments = arguments
    self.denied = denied
    self.message = message
    self.status = status
    self.answers = answers
  }

  static let all: [BadCollection] = [
    BadCollection(
      "a denied action", denied: ["iam:ListAccessKeys"], "this key may not iam:ListAccessKeys", 77),
    BadCollection(
      "a role that may not be assumed", ["--role-arn", "arn:aws:iam::210987654321:role/none"],
      denied: ["sts:AssumeRole"], "nothing was written: cannot assume arn:aws:iam::210987654321:role/none", 77),
    BadCollection(
      "a bucket that is not there", ["--to", "s3://none/keys/"],
      "nothing was written: cannot write s3://none/keys/", 66),
    BadCollection(
      "throttling", ["--retry-budget", "1s"], iam: [IAMAnswer.throttled],
      "Rate exceeded", 75),
    BadCollection(
      "a folder that is not there", ["--to", "/none/keys.ndjson"],
      "nothing was written: cannot write /none/keys.ndjson: no such file or directory. Mend its folder, or name "
        + "another file with --to", 74),
    BadCollection(
      "a prefix without its slash", ["--to", "s3://audit/keys"],
      "--to s3://audit/keys has no slash at its end, where the day's object goes", 64),
    BadCollection(
      "the summary denied", denied: ["iam:GetAccountSummary"],
      "warning: whether the root user of 123456789012 has access keys is not known", 0),
    BadCollection(
      "the credential report denied",
      iam: [
        IAMAnswer.users(), IAMAnswer.summary(rootKeys: 1), IAMAnswer.failure(403, "AccessDenied", "not authorized"),
      ], "warning: the root user of 123456789012 has access keys; more is not known", 0),
  ]
}

@Suite("A collection that goes wrong")
struct CollectMessageTests {
  private static let actions = [
    "iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:GetAccountSummary",
    "iam:GenerateCredentialReport", "iam:GetCredentialReport", "s3:PutObject", "sts:AssumeRole",
  ]

  @Test("gets the message and the exit code that the manual has", arguments: BadCollection.all)
  func message(_ bad: BadCollection) throws {
    let server = try MotoServer(buckets: ["audit"])
    try server.call("iam", "create_user", #"{"UserName": "ann"}"#)
    try server.call("iam", "create_access_key", #"{"UserName": "ann"}"#)
    let policy = MotoServer.policy(allowing: Self.actions.filter { !bad.denied.contains($0) })
    var environment = try server.user("aa", policy: policy).environment
    environment.merge(["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]) { $1 }
    let iam = bad.answers.isEmpty ? nil : try StandInServer(bad.answers)
    environment["AWS_ENDPOINT_URL_IAM"] = iam?.url
    let run = try BuiltBinary.run(
      ["collect", "access-keys", "--concurrency", "1", "-q"] + bad.arguments, environment: environment)
    #expect(run.status == bad.status)
    #expect(run.stderr.contains(bad.message), "\(run.stderr)")
    let manual = try String(contentsOfFile: "\(packageFolder)/docs/messages.md", encoding: .utf8)
    #expect(manual.contains(bad.message))
  }
}
