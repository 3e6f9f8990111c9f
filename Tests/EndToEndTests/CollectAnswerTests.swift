import Foundation
import Support
import Testing

@Suite("What IAM answers to logship collect")
struct CollectAnswerTests {
  /// Collects from a stand-in for IAM, one call after another.
  private func collect(_ answers: StandInServer.Act..., arguments: [String] = []) throws -> (Run, StandInServer) {
    let iam = try StandInServer(answers)
    // STS is asked there who the caller is.
    let server = try MotoServer(buckets: [])
    let environment = try server.collector().merging(["AWS_ENDPOINT_URL_IAM": iam.url]) { $1 }
    let run = try withExtendedLifetime(server) {
      try Scene().run(["collect", "access-keys", "--concurrency", "1"] + arguments, environment: environment)
    }
    return (run, iam)
  }

  @Test("throttling is ridden out to the end of retry.budget, and leaves the older file as it is: 75")
  func throttled() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("keys.ndjson", text: "older\n")
    let (run, busy) = try collect(IAMAnswer.throttled, arguments: ["--to", file, "--retry-budget", "3s"])
    #expect(run.status == 75)
    #expect(run.errors.contains("Rate exceeded") && run.errors.contains("nothing was written"), "\(run.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "older\n")
    #expect(try busy.asked().count > 4)
  }

  @Test("a call that is throttled and then answered loses nothing, of a role's keys as of IAM's")
  func throttledForAWhile() throws {
    let busy = IAMAnswer.throttled
    let (run, iam) = try collect(busy, busy, busy, busy, busy, IAMAnswer.users(), IAMAnswer.summary(rootKeys: 0))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try iam.asked().count == 7)

    let sts = try StandInServer(busy, busy, busy, busy, busy, .answer(403, [:], ""))
    let refused = try Scene().run(
      ["collect", "access-keys", "--role-arn", "arn:aws:iam::210987654321:role/audit"],
      environment: try MotoServer(buckets: []).collector().merging(["AWS_ENDPOINT_URL_STS": sts.url]) { $1 })
    #expect(refused.status == 77, "\(refused.errors)")
    #expect(try sts.asked().count == 6)
  }

  @Test("a user who is deleted after he was listed is left out, and counted")
  func deleted() throws {
    let (run, _) = try collect(
      IAMAnswer.users("ann", "bob"), IAMAnswer.failure(404, "NoSuchEntity"), IAMAnswer.keys("AKIAIOSFODNN7EXAMPLE"),
      IAMAnswer.of(
        "GetAccessKeyLastUsed",
        "<AccessKeyLastUsed><LastUsedDate>2026-11-20T08:00:00Z</LastUsedDate><Region>eu-west-1</Region>"
          + "<ServiceName>s3</ServiceName></AccessKeyLastUsed>"),
      IAMAnswer.summary(rootKeys: 0))
    #expect(run.status == 0, "\(run.errors)")
    let reports = try run.reports()
    #expect(reports.count == 1 && run.errors.contains("1 deleted meanwhile"), "\(run.errors)")
    #expect(
      reports.first?["CreateDate"] == "2019-06-25T21:52:43" && reports.first?["LastUsedDate"] == "2026-11-20T08:00:00")
    #expect(reports.first?["Region"] == "eu-west-1" && reports.first?["ServiceName"] == "s3")
  }

  @Test("users and keys are read page by page")
  func pages() throws {
    let (listed, iam) = try collect(IAMAnswer.users(marker: "m1"), IAMAnswer.users(), IAMAnswer.summary(rootKeys: 0))
    #expect(listed.status == 0, "\(listed.errors)")
    #expect(try iam.asked().map { $0.body.contains("Marker=m1") } == [false, true, false])

    let (paged, keysServer) = try collect(
      IAMAnswer.users("ann"), IAMAnswer.keys("AKIAONE", marker: "m2"), IAMAnswer.keys("AKIATWO"), IAMAnswer.unused,
      IAMAnswer.unused, IAMAnswer.summary(rootKeys: 0))
    #expect(paged.status == 0, "\(paged.errors)")
    #expect(try paged.reports().count == 2)
    #expect(try keysServer.asked().filter { $0.body.contains("Marker=m2") }.count == 1)
  }

  @Test("a key that was deleted meanwhile is left out, though IAM says that it may not be asked for")
  func deletedKey() throws {
    let denied = IAMAnswer.failure(403, "AccessDenied", "no")
    let users = IAMAnswer.users("ann")
    let (gone, _) = try collect(
      users, IAMAnswer.keys("AKIAONE", "AKIATWO"), denied, IAMAnswer.keys("AKIATWO"), IAMAnswer.unused,
      IAMAnswer.summary(rootKeys: 0))
    #expect(gone.status == 0 && gone.errors.contains("1 deleted meanwhile"), "\(gone.errors)")
    #expect(try gone.reports().count == 1)
    let (stays, _) = try collect(users, IAMAnswer.keys("AKIAONE"), denied, IAMAnswer.keys("AKIAONE"))
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
    let (run, _) = try collect(
      IAMAnswer.users(), IAMAnswer.summary(rootKeys: 1), IAMAnswer.failure(409, "LimitExceeded"), IAMAnswer.reportMade,
      IAMAnswer.failure(410, "ReportNotPresent"), IAMAnswer.reportMade, IAMAnswer.credentialReport(csv))
    #expect(run.status == 0, "\(run.errors)")
    let reports = try run.reports()
    #expect(reports.map { $0["KeySlot"]?.string } == ["1", "2"])
    #expect(reports.map { $0["Status"]?.string } == ["Active", nil])
    #expect(reports.map { $0["CreateDate"]?.string } == ["2018-02-03T04:05:06", "2019-02-03T04:05:06"])
    let scene = try Scene()
    #expect(try scene.ship("-", stdin: Data(run.output.utf8)).status == 0)
    #expect(Set(try scene.workspace.records().compactMap { $0["KeySlot_d"]?.number }) == [1, 2])
  }

  @Test("the root user's keys come from the credential report")
  func root() throws {
    let csv = """
      user,arn,user_creation_time,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
      access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated
      <root_account>,arn:aws:iam::123456789012:root,2015-01-01T00:00:00+00:00,true,2018-02-03T04:05:06+00:00,\
      2026-11-01T00:00:00+00:00,us-east-1,iam,false,N/A
      """
    let (run, _) = try collect(
      IAMAnswer.users(), IAMAnswer.summary(rootKeys: 1), IAMAnswer.reportMade, IAMAnswer.credentialReport(csv))
    #expect(run.status == 0, "\(run.errors)")
    let reports = try run.reports()
    #expect(reports.count == 1)
    #expect(reports.first?["user"] == "<root_account>" && reports.first?["Status"] == "Active")
    #expect(reports.first?["CreateDate"] == "2018-02-03T04:05:06" && reports.first?["ServiceName"] == "iam")
    #expect(reports.first?["AccessKeyId"] == nil)
  }
}
