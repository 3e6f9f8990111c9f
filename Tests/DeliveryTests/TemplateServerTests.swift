import AWS
import Digest
import Foundation
import Support
import Testing
import Transport

@testable import Delivery

/// Against moto, with two accounts of two regions each, and ten days in every one.
@Suite struct TemplateServerTests {
  static let template = "s3://logs/AWSLogs/{account}/CloudTrail/{region}/{yyyy}/{MM}/{dd}/"
  static let roots = ["111111111111", "222222222222"].flatMap { account in
    ["eu-west-1", "us-east-1"].map { "AWSLogs/\(account)/CloudTrail/\($0)/" }
  }
  static let days = (25...30).map { "2026/11/\($0)/" } + (1...4).map { "2026/12/0\($0)/" }
  static let hour: Int64 = 3600
  /// 2026-12-04T03:00:00Z, by GNU date.
  static let now: Int64 = 1_796_353_200

  static let server = Result {
    let moto = try MotoServer(buckets: ["logs"])
    for root in roots {
      for day in days { try moto.put("\(root)\(day)1.json", Data("x".utf8), in: "logs") }
    }
    try moto.put("AWSLogs/111111111111/CloudTrail-Digest/eu-west-1/2026/12/04/1.json", Data("x".utf8), in: "logs")
    try moto.put("AWSLogs/else/CloudTrail/eu-west-1/2026/12/04/1.json", Data("x".utf8), in: "logs")
    return moto
  }

  static func expansion(_ text: String = template, lastRun: Int64?) throws -> TemplateExpansion {
    let moto = try server.get()
    let days = TemplateDays(lastCompleteStart: lastRun, lookBack: 48 * hour, since: nil, now: now)
    return TemplateExpansion(
      try S3Template(text), days: days.range,
      client: try client(moto.url, moto.accessKeyId, moto.secretAccessKey))
  }

  @Test func aFirstRunFindsEveryDay() throws {
    var expansion = try Self.expansion(lastRun: nil)
    #expect(try expansion.all() == Self.roots.flatMap { root in Self.days.map { root + $0 } })
    #expect(expansion.passedOver == 1)
  }

  @Test func theLookBackListsOnlyTheDaysInQuestion() throws {
    var expansion = try Self.expansion(lastRun: Self.now - Self.hour)
    let days = ["2026/12/02/", "2026/12/03/", "2026/12/04/", "2026/12/05/"]
    #expect(try expansion.all() == Self.roots.flatMap { root in days.map { root + $0 } })
  }

  @Test func aGapOfEightDaysIsListedWithItsLookBack() throws {
    var expansion = try Self.expansion(lastRun: Self.now - 8 * 24 * Self.hour)
    let days = (24...30).map { "2026/11/\($0)/" } + (1...5).map { "2026/12/0\($0)/" }
    #expect(try expansion.all() == Self.roots.flatMap { root in days.map { root + $0 } })
  }

  @Test func theBeginningOfANameBehindTheDayGoesOnBeingAPrefix() throws {
    var expansion = try Self.expansion("\(Self.template)1.j", lastRun: nil)
    #expect(try expansion.all() == Self.roots.flatMap { root in Self.days.map { "\(root)\($0)1.j" } })
  }

  @Test func daysInTheNamesOfObjectsAreFoundByTheirKeys() throws {
    let moto = try MotoServer(buckets: ["logs"])
    for name in ["2026-11-22-10-AB", "2026-11-22-11-CD", "2026-11-23-00-EF", "index"] {
      try moto.put("access/\(name)", Data("x".utf8), in: "logs")
    }
    var expansion = TemplateExpansion(
      try S3Template("s3://logs/access/{yyyy}-{MM}-{dd}-"), days: nil,
      client: try Self.client(moto.url, moto.accessKeyId, moto.secretAccessKey))
    #expect(try expansion.all() == ["access/2026-11-22-", "access/2026-11-23-"])
    #expect(expansion.passedOver == 1)
  }

  @Test func aRunOfKnownDaysAsksForAccountsAndRegionsByDelimiterAlone() throws {
    let server = try StandInServer(
      .answer(200, [:], page(["AWSLogs/111111111111/", "AWSLogs/222222222222/", "AWSLogs/o-a1b2c3d4e5/"])),
      .answer(200, [:], page(["AWSLogs/111111111111/CloudTrail/eu-west-1/"])),
      .answer(200, [:], page(["AWSLogs/222222222222/CloudTrail/us-east-1/"])))
    let days = TemplateDays(lastCompleteStart: Self.now, lookBack: 0, since: nil, now: Self.now)
    var expansion = TemplateExpansion(
      try S3Template(Self.template), days: days.range, client: try Self.client(server.url, "AKIATEST", "secret"))
    #expect(
      try expansion.all() == [
        "AWSLogs/111111111111/CloudTrail/eu-west-1/2026/12/04/",
        "AWSLogs/111111111111/CloudTrail/eu-west-1/2026/12/05/",
        "AWSLogs/222222222222/CloudTrail/us-east-1/2026/12/04/",
        "AWSLogs/222222222222/CloudTrail/us-east-1/2026/12/05/",
      ])
    #expect(expansion.passedOver == 1)
    let query = "/logs?list-type=2&encoding-type=url&max-keys=1000&prefix="
    #expect(
      try server.asked().map(\.target) == [
        "\(query)AWSLogs%2F&delimiter=%2F", "\(query)AWSLogs%2F111111111111%2FCloudTrail%2F&delimiter=%2F",
        "\(query)AWSLogs%2F222222222222%2FCloudTrail%2F&delimiter=%2F",
      ])
  }

  private static func client(_ url: String, _ keyId: String, _ secret: String) throws -> S3Client {
    let configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(url, origin: "test"))
    let credentials = AWSCredentials(accessKeyId: keyId, secretAccessKey: Secret(secret))
    return S3Client(
      configuration, http: HTTPClient(HTTPClientOptions(userAgent: "logship-test")),
      credentials: RefreshingCredentials(now: { 0 }) { () throws(AWSError) in credentials })
  }

  private func page(_ prefixes: [String]) -> String {
    let folders = prefixes.map { "<CommonPrefixes><Prefix>\($0)</Prefix></CommonPrefixes>" }.joined()
    return "<ListBucketResult><IsTruncated>false</IsTruncated>\(folders)</ListBucketResult>"
  }
}

extension TemplateExpansion {
  fileprivate mutating func all() throws -> [String] {
    var prefixes: [String] = []
    while let location = try next() { prefixes.append(location.prefix) }
    return prefixes
  }
}
