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

  @Test("has the keys that boto3 lists")
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

  @Test("an object of S3 is named after the day")
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

  @Test("a call that is throttled and then answered loses nothing, of a role's keys as of IAM's")
  func throttledForAWhile() throws {
    let busy = StandInServer.Act.answer(
      400, [:],
      "<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>")
    let server = try MotoServer(buckets: [])
    try fill(server, users: 1)
    let keys = try environment(server)
    let iam = try StandInServer(
      [busy, busy, busy, busy, busy]
        + [
          answer("ListUsers", "<Users></Users><IsTruncated>false</IsTruncated>"),
          answer(
            "GetAccountSummary",
            "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>0</value></entry></SummaryMap>"),
        ])
    let run = try Scene().run(
      ["collect", "access-keys", "--concurrency", "1"],
      environment: keys.merging(["AWS_ENDPOINT_URL_IAM": iam.url]) { $1 })
    #expect(run.status == 0, "\(run.errors)")
    #expect(try iam.asked().count == 7)

    let sts = try StandInServer(Array(repeating: busy, count: 5) + [.answer(403, [:], "")])
    let refused = try Scene().run(
      ["collect", "access-keys", "--role-arn", "arn:aws:iam::210987654321:role/audit"],
      environment: keys.merging(["AWS_ENDPOINT_URL_STS": sts.url]) { $1 })
    #expect(refused.status == 77, "\(refused.errors)")
    #expect(try sts.asked().count == 6)
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

  private func user(_ name: String) -> String {
    "<member><UserName>\(name)</UserName><Arn>arn:aws:iam::1:user/\(name)</Arn></member>"
  }

  private func keys(_ ids: String..., marker: String? = nil) -> StandInServer.Act {
    let members = ids.map {
      "<member><AccessKeyId>\($0)</AccessKeyId><Status>Active</Status><CreateDate>2019-06-25T21:52:43Z</CreateDate></member>"
    }
    let more = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? ""
    return answer("ListAccessKeys", "<AccessKeyMetadata>\(members.joined())</AccessKeyMetadata>\(more)")
  }

  private var unused: StandInServer.Act {
    answer(
      "GetAccessKeyLastUsed",
      "<AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName></AccessKeyLastUsed>")
  }

  private func summary(rootKeys: Int) -> StandInServer.Act {
    answer(
      "GetAccountSummary",
      "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>\(rootKeys)</value></entry></SummaryMap>")
  }

  private func collect(_ acts: [StandInServer.Act], _ arguments: String...) throws -> (Run, StandInServer) {
    let iam = try StandInServer(acts)
    let server = try MotoServer(buckets: [])
    let run = try Scene().run(
      ["collect", "access-keys", "--concurrency", "1"] + arguments,
      environment: try environment(server).merging(["AWS_ENDPOINT_URL_IAM": iam.url]) { $1 })
    return (run, iam)
  }

  @Test("users and keys are read page by page")
  func pages() throws {
    let (listed, iam) = try collect([
      answer("ListUsers", "<Users></Users><IsTruncated>true</IsTruncated><Marker>m1</Marker>"),
      answer("ListUsers", "<Users></Users><IsTruncated>false</IsTruncated>"), summary(rootKeys: 0),
    ])
    #expect(listed.status == 0, "\(listed.errors)")
    #expect(try iam.asked().map { $0.body.contains("Marker=m1") } == [false, true, false])

    let (paged, keysServer) = try collect([
      answer("ListUsers", "<Users>\(user("ann"))</Users><IsTruncated>false</IsTruncated>"),
      keys("AKIAONE", marker: "m2"), keys("AKIATWO"), unused, unused, summary(rootKeys: 0),
    ])
    #expect(paged.status == 0, "\(paged.errors)")
    #expect(try reports(paged.output).count == 2)
    #expect(try keysServer.asked().filter { $0.body.contains("Marker=m2") }.count == 1)
  }

  @Test("a key that was deleted meanwhile is left out, though IAM says that it may not be asked for")
  func deletedKey() throws {
    let denied = StandInServer.Act.answer(
      403, [:], "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>")
    let users = answer("ListUsers", "<Users>\(user("ann"))</Users><IsTruncated>false</IsTruncated>")
    let (gone, _) = try collect([
      users, keys("AKIAONE", "AKIATWO"), denied, keys("AKIATWO"), unused, summary(rootKeys: 0),
    ])
    #expect(gone.status == 0 && gone.errors.contains("1 deleted meanwhile"), "\(gone.errors)")
    #expect(try reports(gone.output).count == 1)
    let (stays, _) = try collect([users, keys("AKIAONE"), denied, keys("AKIAONE")])
    #expect(stays.status == 77 && stays.output.isEmpty, "\(stays.errors)")
  }

  @Test("the root user's two keys stay two, and a report that is not there yet is asked for again")
  func rootKeys() throws {
    let csv = """
      user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_2_active,\
      access_key_2_last_rotated
      <root_account>,arn:aws:iam::123456789012:root,2015-01-01T00:00:00+00:00,TRUE,2018-02-03T04:05:06Z,N/A,\
      2019-02-03T04:05:06+00:00
      """
    func passing(_ status: Int, _ code: String) -> StandInServer.Act {
      .answer(status, [:], "<ErrorResponse><Error><Code>\(code)</Code></Error></ErrorResponse>")
    }
    let made = answer("GenerateCredentialReport", "<State>COMPLETE</State>")
    let (run, _) = try collect([
      answer("ListUsers", "<Users></Users><IsTruncated>false</IsTruncated>"), summary(rootKeys: 1),
      passing(409, "LimitExceeded"), made, passing(410, "ReportNotPresent"), made,
      answer("GetCredentialReport", "<Content>\(Data(csv.utf8).base64EncodedString())</Content>"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    let reports = try reports(run.output)
    #expect(reports.map { $0["KeySlot"]?.string } == ["1", "2"])
    #expect(reports.map { $0["Status"]?.string } == ["Active", nil])
    #expect(reports.map { $0["CreateDate"]?.string } == ["2018-02-03T04:05:06", "2019-02-03T04:05:06"])
    let scene = try Scene()
    #expect(try scene.ship("-", stdin: Data(run.output.utf8)).status == 0)
    #expect(Set(try scene.workspace.records().compactMap { $0["KeySlot_d"]?.number }) == [1, 2])
  }

  @Test("a target that cannot be written is told before anybody is asked")
  func target() throws {
    let scene = try Scene()
    for place in ["/none/keys", scene.folder.path] {
      let run = try scene.run(["collect", "access-keys", "--to", place])
      #expect(run.status == 74 && run.errors.contains("cannot write \(place)"), "\(run.errors)")
    }
    for place in ["s3://b/k/?versionId=x/", "s3://b/{yyyy}/", "s3://b/k"] {
      #expect(try scene.run(["collect", "access-keys", "--to", place]).status == 64)
    }
  }

  @Test("a link stays, and the file behind it is replaced; a FIFO is written into")
  func links() throws {
    let server = try MotoServer(buckets: [])
    let environment = try environment(server)
    let scene = try Scene()
    let file = try scene.folder.write("real.ndjson", text: "older\n")
    let link = "\(scene.folder.path)/link.ndjson"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(try scene.run(["collect", "access-keys", "--to", link], environment: environment).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("loggedDate"))

    let fifo = "\(scene.folder.path)/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    let copy = "\(scene.folder.path)/copy"
    let reader = try ChildProcess("/bin/cat", [fifo], environment: [:], output: .file(copy), error: .null)
    #expect(try scene.run(["collect", "access-keys", "--to", fifo], environment: environment).status == 0)
    #expect(try reader.wait() == 0)
    #expect(try String(contentsOfFile: copy, encoding: .utf8).contains("loggedDate"))
    var status = stat()
    #expect(lstat(fifo, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test("a setting that a collection has no use for is no flag of it")
  func flags() throws {
    let run = try Scene().run(["collect", "access-keys", "--format", "csv"])
    #expect(run.status == 64 && run.errors.contains("--format"), "\(run.errors)")
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
    #expect(try Set(reports(active.output).map { $0["account_number"]?.string }) == [account])

    let twice = try scene.run(
      ["collect", "access-keys"]
        + Array(repeating: ["--role-arn", "arn:aws:iam::\(account):role/audit"], count: 2).joined(),
      environment: environment)
    #expect(twice.status == 0 && twice.errors.contains("named more than once"), "\(twice.errors)")
    #expect(try reports(twice.output).count == reports(one.output).count)

    let missing = try scene.run(
      ["collect", "access-keys", "--accounts-from-organization", "--role-name", "none"], environment: environment)
    #expect(missing.status == 77 && missing.output.isEmpty, "\(missing.errors)")
  }
}
