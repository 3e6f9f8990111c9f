import Foundation
import Support
import Testing

@Suite("logship collect access-keys")
struct CollectTests {
  @Test("has the keys that boto3 lists")
  func sameAsBoto3() throws {
    let server = try MotoServer(buckets: [])
    try server.makeUsers(120)
    let run = try Scene().run(
      ["collect", "access-keys", "--access-key-ids", "full"], environment: try server.collector())
    #expect(run.status == 0, "\(run.errors)")
    let reports = try run.reports()
    let found = Set(
      reports.map { report in ["user", "AccessKeyId", "Status"].compactMap { report[$0]?.string } })
    #expect(try found == server.listedKeys())
    #expect(reports.allSatisfy { $0["account_number"] == "123456789012" && $0["CreateDate"] != nil })
    #expect(run.errors.contains("written to standard output"))
  }

  @Test("writes ids as accessKeyIds has them: masked unless told otherwise")
  func masked() throws {
    let server = try MotoServer(buckets: [])
    try server.makeUsers(1)
    let run = try Scene().run(["collect", "access-keys"], environment: try server.collector())
    let report = try #require(try run.reports().first { $0["user"] == "user1" })
    #expect(try #require(report["AccessKeyId"]?.string).wholeMatch(of: /.{4}\.\.\..{4}/) != nil)
  }

  @Test("an id that was hashed when it was collected is the same one when it is shipped, as in an event of the key")
  func hashed() throws {
    let server = try MotoServer(buckets: [])
    try server.makeUsers(1)
    let scene = try Scene()
    let secret = [
      "--access-key-ids-hashed-file", try scene.folder.write("ids.secret", text: "not for everyone to know"),
    ]
    let environment = try server.collector()
    let file = "\(scene.folder.path)/keys.ndjson"
    #expect(try scene.run(["collect", "access-keys", "--to", file] + secret, environment: environment).status == 0)
    #expect(try scene.run(["ship", file] + secret).status == 0)
    let user = try #require(environment["AWS_ACCESS_KEY_ID"])
    let event =
      #"{"eventVersion":"1.11","eventTime":"2026-11-24T01:02:03Z","eventName":"ListBuckets","#
      + #""userIdentity":{"type":"IAMUser","userName":"collector","accessKeyId":"\#(user)"}}"#
    #expect(try scene.run(["ship", "-"] + secret, stdin: Data(event.utf8)).status == 0)
    let stored = try scene.workspace.records().filter { $0["UserName_s"] == "collector" }
    let ids = Set(stored.compactMap { $0["AccessKeyId_s"]?.string })
    #expect(stored.count == 2 && ids.count == 1 && ids.first?.hasPrefix("AKIA-") == true, "\(ids)")
  }

  @Test("leaves out with -q the line that tells what was written, and nothing else")
  func quiet() throws {
    let server = try MotoServer(buckets: [])
    let run = try Scene().run(["collect", "access-keys", "-q"], environment: try server.collector())
    #expect(run.status == 0 && run.errors.isEmpty && !run.output.isEmpty, "\(run.errors)")
  }

  @Test("is read by logship ship in each form", arguments: ["ndjson", "json", "csv"])
  func shipped(form: String) throws {
    let server = try MotoServer(buckets: [])
    try server.makeUsers(3)
    let scene = try Scene()
    let file = "\(scene.folder.path)/keys.\(form)"
    let run = try scene.run(
      ["collect", "access-keys", "--to", file, "--output-format", form], environment: try server.collector())
    #expect(run.status == 0, "\(run.errors)")
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let shipped = try scene.ship(file)
    #expect(shipped.status == 0, "\(shipped.errors)")
    #expect(try Set(scene.stored("UserName_s")).isSuperset(of: ["user1", "user2", "user3"]))
  }

  @Test(
    "a denied call leaves the older file as it is, and names the action: 77",
    arguments: MotoServer.collectActions.prefix(3))
  func denied(action: String) throws {
    let server = try MotoServer(buckets: [])
    try server.makeUsers(2)
    let scene = try Scene()
    let file = try scene.folder.write("keys.ndjson", text: "older\n")
    let run = try scene.run(
      ["collect", "access-keys", "--to", file],
      environment: try server.collector(allowing: MotoServer.collectActions.filter { $0 != action }))
    #expect(run.status == 77)
    #expect(run.errors.contains(action) && run.errors.contains("nothing was written"), "\(run.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "older\n")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scene.folder.path).filter { $0.contains(".tmp") }.isEmpty)
  }

  @Test("what cannot be told of the root user's keys is a warning")
  func rootDenied() throws {
    let server = try MotoServer(buckets: [])
    let run = try Scene().run(
      ["collect", "access-keys"],
      environment: try server.collector(allowing: MotoServer.collectActions.filter { $0 != "iam:GetAccountSummary" }))
    #expect(run.status == 0)
    #expect(run.errors.contains("root user") && run.errors.contains("iam:GetAccountSummary"), "\(run.errors)")
  }

  @Test("a setting that a collection has no use for is no flag of it")
  func flags() throws {
    let run = try Scene().run(["collect", "access-keys", "--format", "csv"])
    #expect(run.status == 64 && run.errors.contains("--format"), "\(run.errors)")
  }

  @Test("other accounts by the ARN of a role, or all of the organization by its name")
  func accounts() throws {
    let server = try MotoServer(buckets: [])
    try server.call("organizations", "create_organization", #"{"FeatureSet": "ALL"}"#)
    let made = try server.call(
      "organizations", "create_account", #"{"Email": "a@example.com", "AccountName": "other"}"#)
    let account = try #require(made["CreateAccountStatus"]?["AccountId"]?.string)
    let policy = MotoServer.policy(allowing: MotoServer.collectActions)
    try server.account(account, role: "audit", policy: policy, users: ["zoe"])
    let environment = try server.collector(
      allowing: MotoServer.collectActions + ["organizations:ListAccounts", "sts:AssumeRole"])
    let scene = try Scene()
    let one = try scene.run(
      ["collect", "access-keys", "--role-arn", "arn:aws:iam::\(account):role/audit"], environment: environment)
    #expect(one.status == 0, "\(one.errors)")
    #expect(try one.reports().map { $0["user"]?.string } == ["zoe"])
    #expect(try one.reports().allSatisfy { $0["account_number"]?.string == account })

    let all = try scene.run(
      ["collect", "access-keys", "--accounts-from-organization", "--role-name", "audit"], environment: environment)
    #expect(all.status == 0, "\(all.errors)")
    #expect(try Set(all.reports().map { $0["account_number"]?.string }) == [account, "123456789012"])

    // Whose state is not told as active is not asked, by the old name of the member or by the new one.
    let organization = try StandInServer(
      .answer(
        200, [:],
        """
        {"Accounts":[{"Id":"111111111111","State":"SUSPENDED"},{"Id":"222222222222","State":"CLOSED"},
        {"Id":"333333333333","Status":"SUSPENDED"},{"Id":"\(account)","State":"ACTIVE"}]}
        """))
    let active = try scene.run(
      ["collect", "access-keys", "--accounts-from-organization", "--role-name", "audit"],
      environment: environment.merging(["AWS_ENDPOINT_URL_ORGANIZATIONS": organization.url]) { $1 })
    #expect(active.status == 0, "\(active.errors)")
    #expect(try Set(active.reports().map { $0["account_number"]?.string }) == [account])

    let twice = try scene.run(
      ["collect", "access-keys"]
        + Array(repeating: ["--role-arn", "arn:aws:iam::\(account):role/audit"], count: 2).joined(),
      environment: environment)
    #expect(twice.status == 0 && twice.errors.contains("named more than once"), "\(twice.errors)")
    #expect(try twice.reports().count == one.reports().count)

    let missing = try scene.run(
      ["collect", "access-keys", "--accounts-from-organization", "--role-name", "none"], environment: environment)
    #expect(missing.status == 77 && missing.output.isEmpty, "\(missing.errors)")
  }
}
