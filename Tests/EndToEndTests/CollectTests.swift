import Foundation
import Support
import Testing

@Suite("logship collect access-keys")
struct CollectTests {
  private static let actions = [
    "iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:GetAccountSummary",
    "iam:GenerateCredentialReport", "iam:GetCredentialReport", "s3:PutObject",
  ]

  private func policy(_ actions: [String]) -> String {
    let names = actions.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(names)],"Resource":"*"}]}"#
  }

  private func environment(_ server: MotoServer, _ actions: [String] = CollectTests.actions) throws -> [String: String]
  {
    try server.user("collector", policy: policy(actions)).environment.merging([
      "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "eu-west-1",
    ]) { $1 }
  }

  /// Users of moto with two keys each, some of them inactive, some used.
  private func fill(_ server: MotoServer, users: Int) throws {
    for number in 1...users {
      let name = #"{"UserName": "user\#(number)"}"#
      try server.call("iam", "create_user", name)
      for slot in 1...2 {
        let answer = try server.call("iam", "create_access_key", name)
        let id = try #require(answer["AccessKey"]?["AccessKeyId"]?.string)
        if slot == 2, number.isMultiple(of: 3) {
          try server.call(
            "iam", "update_access_key",
            #"{"UserName": "user\#(number)", "AccessKeyId": "\#(id)", "Status": "Inactive"}"#)
        }
      }
    }
  }

  /// The keys as boto3 lists them: user, id and status.
  private func listed(_ server: MotoServer) throws -> Set<[String]> {
    var keys: Set<[String]> = []
    for user in try server.call("iam", "list_users", #"{"MaxItems": 1000}"#)["Users"]?.elements ?? [] {
      let name = try #require(user["UserName"]?.string)
      for key in try server.call("iam", "list_access_keys", #"{"UserName": "\#(name)"}"#)["AccessKeyMetadata"]?.elements
        ?? []
      {
        keys.insert([name, try #require(key["AccessKeyId"]?.string), try #require(key["Status"]?.string)])
      }
    }
    return keys
  }

  private func reports(_ text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
  }

  @Test("has the keys that boto3 lists, page by page")
  func sameAsBoto3() throws {
    let server = try MotoServer(buckets: [])
    try fill(server, users: 120)
    let run = try Scene().run(
      ["collect", "access-keys", "--access-key-ids", "full"], environment: try environment(server))
    #expect(run.status == 0, "\(run.errors)")
    let reports = try reports(run.output)
    let found = Set(
      reports.map { report in ["user", "AccessKeyId", "Status"].compactMap { report[$0]?.string } })
    #expect(try found == listed(server))
    #expect(reports.allSatisfy { $0["account_number"] == "123456789012" && $0["CreateDate"] != nil })
    #expect(run.errors.contains("written to standard output"))
  }

  @Test("writes ids as accessKeyIds has them: masked unless told otherwise")
  func masked() throws {
    let server = try MotoServer(buckets: [])
    try fill(server, users: 1)
    let run = try Scene().run(["collect", "access-keys"], environment: try environment(server))
    let report = try #require(try reports(run.output).first { $0["user"] == "user1" })
    #expect(try #require(report["AccessKeyId"]?.string).wholeMatch(of: /.{4}\.\.\..{4}/) != nil)
  }

  @Test("an id that was hashed when it was collected is the same one when it is shipped, as in an event of the key")
  func hashed() throws {
    let server = try MotoServer(buckets: [])
    try fill(server, users: 1)
    let scene = try Scene()
    let secret = [
      "--access-key-ids-hashed-file", try scene.folder.write("ids.secret", text: "not for everyone to know"),
    ]
    let environment = try environment(server)
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
    let run = try Scene().run(["collect", "access-keys", "-q"], environment: try environment(server))
    #expect(run.status == 0 && run.errors.isEmpty && !run.output.isEmpty, "\(run.errors)")
  }

  @Test("is read by logship ship in each form", arguments: ["ndjson", "json", "csv"])
  func shipped(form: String) throws {
    let server = try MotoServer(buckets: [])
    try fill(server, users: 3)
    let scene = try Scene()
    let file = "\(scene.folder.path)/keys.\(form)"
    let run = try scene.run(
      ["collect", "access-keys", "--to", file, "--output-format", form], environment: try environment(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let shipped = try scene.ship(file)
    #expect(shipped.status == 0, "\(shipped.errors)")
    #expect(try Set(scene.stored("UserName_s")).isSuperset(of: ["user1", "user2", "user3"]))
  }

  @Test("a denied call leaves the older file as it is, and names the action: 77", arguments: actions.prefix(3))
  func denied(action: String) throws {
    let server = try MotoServer(buckets: [])
    try fill(server, users: 2)
    let scene = try Scene()
    let file = try scene.folder.write("keys.ndjson", text: "older\n")
    let run = try scene.run(
      ["collect", "access-keys", "--to", file],
      environment: try environment(server, Self.actions.filter { $0 != action }))
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
      environment: try environment(server, Self.actions.filter { $0 != "iam:GetAccountSummary" }))
    #expect(run.status == 0)
    #expect(run.errors.contains("root user") && run.errors.contains("iam:GetAccountSummary"), "\(run.errors)")
  }

  @Test("an object of S3 is named after the day; a large one is sent in parts")
  func object() throws {
    let server = try MotoServer(buckets: ["audit"])
    try fill(server, users: 2)
    let scene = try Scene()
    let run = try scene.run(
      ["collect", "access-keys", "--to", "s3://audit/keys/", "--output-format", "csv"],
      environment: try environment(server))
    #expect(run.status == 0, "\(run.errors)")
    let objects = try server.call("s3", "list_objects_v2", #"{"Bucket": "audit"}"#)["Contents"]?.elements ?? []
    let key = try #require(objects.first?["Key"]?.string)
    #expect(key.wholeMatch(of: /keys\/\d{4}-\d\d-\d\d\.csv/) != nil && objects.count == 1)
    let shipped = try scene.ship(
      "s3://audit/keys/",
      environment: [
        "AWS_ENDPOINT_URL": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
        "AWS_SECRET_ACCESS_KEY": server.secretAccessKey,
      ])
    #expect(shipped.status == 0, "\(shipped.errors)")
    #expect(try Set(scene.stored("UserName_s")).isSuperset(of: ["user1", "user2"]))
  }

  @Test("throttling is ridden out to the end of retry.budget, and leaves the older file as it is: 75")
  func throttled() throws {
    let server = try MotoServer(buckets: [])
    let busy = try StandInServer(
      .answer(
        400, [:],
        "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"))
    let scene = try Scene()
    let file = try scene.folder.write("keys.ndjson", text: "older\n")
    let run = try scene.run(
      ["collect", "access-keys", "--to", file, "--retry-budget", "3s", "--concurrency", "1"],
      environment: try environment(server).merging(["AWS_ENDPOINT_URL_IAM": busy.url]) { $1 })
    #expect(run.status == 75)
    #expect(run.errors.contains("Rate exceeded") && run.errors.contains("nothing was written"), "\(run.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "older\n")
    #expect(try busy.asked().count > 4)
  }

  private func answer(_ action: String, _ body: String) -> StandInServer.Act {
    .answer(200, [:], "<\(action)Response><\(action)Result>\(body)</\(action)Result></\(action)Response>")
  }

  @Test("a user who is deleted after he was listed is left out, and counted")
  func deleted() throws {
    let server = try MotoServer(buckets: [])
    let users = ["ann", "bob"].map { "<member><UserName>\($0)</UserName><Arn>arn:aws:iam::1:user/\($0)</Arn></member>" }
    let iam = try StandInServer(
      answer("ListUsers", "<Users>\(users.joined())</Users><IsTruncated>false</IsTruncated>"),
      .answer(404, [:], "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>"),
      answer(
        "ListAccessKeys",
        "<AccessKeyMetadata><member><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Active</Status>"
          + "<CreateDate>2019-06-25T21:52:43Z</CreateDate></member></AccessKeyMetadata>"),
      answer(
        "GetAccessKeyLastUsed",
        "<AccessKeyLastUsed><LastUsedDate>2026-11-20T08:00:00Z</LastUsedDate><Region>eu-west-1</Region>"
          + "<ServiceName>s3</ServiceName></AccessKeyLastUsed>"),
      answer(
        "GetAccountSummary",
        "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>0</value></entry></SummaryMap>"))
    let run = try Scene().run(
      ["collect", "access-keys", "--concurrency", "1"],
      environment: try environment(server).merging(["AWS_ENDPOINT_URL_IAM": iam.url]) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    let reports = try reports(run.output)
    #expect(reports.count == 1 && run.errors.contains("1 deleted meanwhile"), "\(run.errors)")
    #expect(
      reports.first?["CreateDate"] == "2019-06-25T21:52:43" && reports.first?["LastUsedDate"] == "2026-11-20T08:00:00")
    #expect(reports.first?["Region"] == "eu-west-1" && reports.first?["ServiceName"] == "s3")
  }

  @Test("the root user's keys come from the credential report")
  func root() throws {
    let server = try MotoServer(buckets: [])
    let csv = """
      user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
      access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated
      <root_account>,arn:aws:iam::123456789012:root,2015-01-01T00:00:00+00:00,true,2018-02-03T04:05:06+00:00,\
      2026-11-01T00:00:00+00:00,us-east-1,iam,false,N/A
      """
    let iam = try StandInServer(
      answer("ListUsers", "<Users></Users><IsTruncated>false</IsTruncated>"),
      answer(
        "GetAccountSummary",
        "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>1</value></entry></SummaryMap>"),
      answer("GenerateCredentialReport", "<State>COMPLETE</State>"),
      answer("GetCredentialReport", "<Content>\(Data(csv.utf8).base64EncodedString())</Content>"))
    let run = try Scene().run(
      ["collect", "access-keys", "--concurrency", "1"],
      environment: try environment(server).merging(["AWS_ENDPOINT_URL_IAM": iam.url]) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    let reports = try reports(run.output)
    #expect(reports.count == 1)
    #expect(reports.first?["user"] == "<root_account>" && reports.first?["Status"] == "Active")
    #expect(reports.first?["CreateDate"] == "2018-02-03T04:05:06" && reports.first?["ServiceName"] == "iam")
    #expect(reports.first?["AccessKeyId"] == nil)
  }

  @Test("other accounts by the ARN of a role, or all of the organization by its name")
  func accounts() throws {
    let server = try MotoServer(buckets: [])
    try server.call("organizations", "create_organization", #"{"FeatureSet": "ALL"}"#)
    let made = try server.call(
      "organizations", "create_account", #"{"Email": "a@example.com", "AccountName": "other"}"#)
    let account = try #require(made["CreateAccountStatus"]?["AccountId"]?.string)
    try server.account(account, role: "audit", policy: policy(Self.actions), users: ["zoe"])
    let environment = try environment(server, Self.actions + ["organizations:ListAccounts", "sts:AssumeRole"])
    let scene = try Scene()
    let one = try scene.run(
      ["collect", "access-keys", "--role-arn", "arn:aws:iam::\(account):role/audit"], environment: environment)
    #expect(one.status == 0, "\(one.errors)")
    #expect(try reports(one.output).map { $0["user"]?.string } == ["zoe"])
    #expect(try reports(one.output).allSatisfy { $0["account_number"]?.string == account })

    let all = try scene.run(
      ["collect", "access-keys", "--accounts-from-organization", "--role-name", "audit"], environment: environment)
    #expect(all.status == 0, "\(all.errors)")
    #expect(try Set(reports(all.output).map { $0["account_number"]?.string }) == [account, "123456789012"])

    let missing = try scene.run(
      ["collect", "access-keys", "--accounts-from-organization", "--role-name", "none"], environment: environment)
    #expect(missing.status == 77 && missing.output.isEmpty, "\(missing.errors)")
  }
}
