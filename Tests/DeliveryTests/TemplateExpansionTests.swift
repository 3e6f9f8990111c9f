import AWS
import Testing

@testable import Delivery

@Suite struct TemplateExpansionTests {
  static let trail = "s3://logs/AWSLogs/{account}/CloudTrail/{region}/{yyyy}/{MM}/{dd}/"
  static let one = "AWSLogs/111111111111/CloudTrail/eu-west-1"
  static let two = "AWSLogs/222222222222/CloudTrail/us-east-1"

  @Test func daysThatAreKnownAreMadeAndNotListed() throws {
    let bucket = FakeBucket(["\(Self.one)/2020/01/01/x", "\(Self.two)/2026/11/22/x"])
    let run = try bucket.expand(Self.trail, "2026-11-30"..."2026-12-01")
    #expect(
      run.locations == [
        "\(Self.one)/2026/11/30/", "\(Self.one)/2026/12/01/", "\(Self.two)/2026/11/30/", "\(Self.two)/2026/12/01/",
      ])
    #expect(
      bucket.asked == [
        "AWSLogs/", "AWSLogs/111111111111/CloudTrail/", "AWSLogs/222222222222/CloudTrail/",
      ])
  }

  @Test func withoutAFirstDayEveryDayThatExistsIsFound() throws {
    let bucket = FakeBucket(["\(Self.one)/2020/02/29/x", "\(Self.one)/2026/11/21/x", "\(Self.one)/2099/01/01/x"])
    let run = try bucket.expand(Self.trail, nil)
    #expect(
      run.locations == ["\(Self.one)/2020/02/29/", "\(Self.one)/2026/11/21/", "\(Self.one)/2099/01/01/"])
    #expect(
      bucket.asked == [
        "AWSLogs/", "AWSLogs/111111111111/CloudTrail/", "\(Self.one)/",
        "\(Self.one)/2020/", "\(Self.one)/2020/02/", "\(Self.one)/2026/", "\(Self.one)/2026/11/",
        "\(Self.one)/2099/", "\(Self.one)/2099/01/",
      ])
  }

  @Test func aLongRangeIsFoundAndNotMade() throws {
    let bucket = FakeBucket([
      "keys/2020/01/14/x", "keys/2020/01/15/x", "keys/2019/12/31/x", "keys/2026/11/22/x", "keys/2026/11/23/x",
      "keys/2026/12/01/x",
    ])
    let run = try bucket.expand("s3://logs/keys/{yyyy}/{MM}/{dd}/", "2020-01-15"..."2026-11-22")
    #expect(run.locations == ["keys/2020/01/15/", "keys/2026/11/22/"])
    #expect(bucket.asked == ["keys/", "keys/2020/", "keys/2020/01/", "keys/2026/", "keys/2026/11/"])
  }

  @Test(
    arguments: [
      ("s3://logs/{yyyy}/{MM}/{dd}/", ["2026/12/31/", "2027/01/01/"]),
      ("s3://logs/a/{yyyy}/{MM}/", ["a/2026/12/", "a/2027/01/"]),
      ("s3://logs/{yyyy}/x", ["2026/x", "2027/x"]),
      ("s3://logs/{yyyy}/{MM}/{dd}/123_", ["2026/12/31/123_", "2027/01/01/123_"]),
      ("s3://logs/{yyyy}/{MM}/{dd}/a/b", ["2026/12/31/a/b", "2027/01/01/a/b"]),
      ("s3://logs/{yyyy}-{MM}-{dd}", ["2026-12-31", "2027-01-01"]),
      ("s3://logs/x/y={yyyy}/m={MM}/d={dd}/", ["x/y=2026/m=12/d=31/", "x/y=2027/m=01/d=01/"]),
      ("s3://logs//{yyyy}{MM}{dd}.csv", ["/20261231.csv", "/20270101.csv"]),
    ] as [(String, [String])])
  func aTemplateOfDaysAloneAsksNothing(_ template: String, _ locations: [String]) throws {
    let bucket = FakeBucket([])
    #expect(try bucket.expand(template, "2026-12-31"..."2027-01-01").locations == locations)
    #expect(bucket.asked.isEmpty)
  }

  @Test func aMonthIsListedOnceHoweverManyOfItsDaysAreWanted() throws {
    let run = try FakeBucket([]).expand("s3://logs/{yyyy}/{MM}/", "2026-10-30"..."2026-11-23")
    #expect(run.locations == ["2026/10/", "2026/11/"])
  }

  @Test(
    arguments: [
      // A name behind the day, folders of the kind that Hive has, and one folder for the whole day.
      ("{yyyy}/{MM}/{dd}/1_", ["2026/11/22/1_x", "2026/11/21/2_x"], ["2026/11/21/1_", "2026/11/22/1_"]),
      ("y={yyyy}/m={MM}/d={dd}/", ["y=2026/m=01/d=02/x", "2026/m=01/d=02/x"], ["y=2026/m=01/d=02/"]),
      ("{yyyy}-{MM}-{dd}/x/", ["2026-01-02/x/y", "2026-1-2/x/y", "2026-01-02b/x"], ["2026-01-02/x/"]),
      ("{yyyy}{MM}{dd}/", ["20260102/x", "202601022/x"], ["20260102/"]),
      // Behind the last slash days are the beginnings of names.
      ("k/{yyyy}-{MM}-{dd}", ["k/2026-01-02-03-AB", "k/2026-01-02.csv", "k/x.csv"], ["k/2026-01-02"]),
      ("{yyyy}/{MM}/{dd}", ["2026/01/02/x", "2026/01/02", "2026/01/03.csv"], ["2026/01/02", "2026/01/03"]),
      (
        "k/{yyyy}{MM}{dd}.csv", ["k/20260102.csv", "k/20260103.csv.gz", "k/20260104.json"],
        ["k/20260102.csv", "k/20260103.csv"]
      ),
      ("k/{yyyy}/{MM}/", ["k/2026/01/02/x", "k/2026/02/x"], ["k/2026/01/", "k/2026/02/"]),
    ] as [(String, [String], [String])])
  func whatExistsIsFoundInEveryShapeOfATemplate(
    _ template: String, _ keys: [String], _ locations: [String]
  ) throws {
    #expect(try FakeBucket(keys).expand("s3://logs/\(template)", nil).locations == locations)
  }

  @Test(
    arguments: [
      (
        "{account}", ["111111111111", "000000000001"], ["11111111111", "1111111111111", "11111111111a", "o-a1b2c3d4e5"]
      ),
      (
        "{org}", ["o-a1b2c3d4e5", "o-" + String(repeating: "a", count: 32)],
        ["o-short", "o-" + String(repeating: "a", count: 33), "o-A1B2C3D4E5", "111111111111", "x-a1b2c3d4e5"]
      ),
      (
        "{region}", ["eu-west-1", "us-gov-east-1", String(repeating: "a", count: 63)],
        ["EU-west-1", "-eu", "eu-", "eu.west", "eu west", String(repeating: "a", count: 64), "é", ""]
      ),
      ("{yyyy}", ["2026", "0001", "9999"], ["026", "20261", "0000", "２０２６", "+026", "yyyy"]),
      ("{yyyy}{MM}", ["202601", "202612"], ["202600", "202613"]),
      ("{yyyy}{MM}{dd}", ["20240229", "20261231"], ["20260229", "20260431", "20260100", "20260132"]),
      ("a-{region}-b", ["a-eu-west-1-b", "a-b-b-b"], ["a--b", "a-eu-west-1", "a-eu-west-1-bc"]),
      ("{org}_{account}", ["o-a1b2c3d4e5_111111111111"], ["o-a1b2c3d4e5-111111111111", "o-a1b2c3d4e5_1"]),
    ] as [(String, [String], [String])])
  func onlyNamesThatCanBeValuesAreTakenAndTheOthersAreCounted(
    _ folder: String, _ good: [String], _ bad: [String]
  ) throws {
    let bucket = FakeBucket((good + bad).map { "x/\($0)/k" })
    let run = try bucket.expand("s3://logs/x/\(folder)/z", nil)
    #expect(run.locations == good.map { "x/\($0)/z" }.sorted())
    #expect(run.passedOver == bad.count)
  }

  @Test func aDayThatNeverWasIsPassedOverLevelByLevel() throws {
    let run = try FakeBucket(["2026/02/29/x", "2026/13/01/x", "2024/02/29/x"]).expand(
      "s3://logs/{yyyy}/{MM}/{dd}/", nil)
    #expect(run.locations == ["2024/02/29/"])
    #expect(run.passedOver == 2)
  }

  @Test func aDayInTheNameOfAFolderThatMustBeListedIsComparedWithTheRange() throws {
    let bucket = FakeBucket(["111111111111-2026-11/x", "111111111111-2026-12/x", "222222222222-2026-11/x"])
    let run = try bucket.expand("s3://logs/{account}-{yyyy}-{MM}/{dd}/", "2026-11-29"..."2026-11-30")
    #expect(
      run.locations == [
        "111111111111-2026-11/29/", "111111111111-2026-11/30/", "222222222222-2026-11/29/", "222222222222-2026-11/30/",
      ])
    #expect(run.passedOver == 0)
  }

  @Test func whereNothingMatchesThereIsNoLocation() throws {
    let run = try FakeBucket(["other/x"]).expand(Self.trail, nil)
    #expect(run.locations.isEmpty)
  }

  @Test func aLevelThatCouldNotBeListedIsAskedForAgain() throws {
    let bucket = FakeBucket(["\(Self.one)/2026/11/22/x", "\(Self.two)/2026/11/22/x", "AWSLogs/else/x"])
    let day = try #require(UTCDay(year: 2026, month: 11, day: 22))
    var expansion = try TemplateExpansion(
      S3Template(Self.trail), days: day...day, listing: bucket.listing(failingAt: [0, 3]))
    #expect(throws: AWSError.self) { try expansion.next() }
    #expect(try expansion.next()?.prefix == "\(Self.one)/2026/11/22/")
    #expect(throws: AWSError.self) { try expansion.next() }
    #expect(try expansion.next()?.prefix == "\(Self.two)/2026/11/22/")
    #expect(try expansion.next() == nil)
    #expect(expansion.passedOver == 1)
  }
}

/// Keys, and which prefixes were asked for.
private final class FakeBucket {
  private let keys: [String]
  private(set) var asked: [String] = []

  init(_ keys: [String]) {
    self.keys = keys
  }

  func listing(failingAt failures: Set<Int> = []) -> TemplateExpansion.Listing {
    TemplateExpansion.Listing { [self] location, take throws(AWSError) in
      asked.append(location.prefix)
      if failures.contains(asked.count - 1) { throw .configuration("down") }
      let names = keys.filter { $0.utf8.starts(with: location.prefix.utf8) }.compactMap { key in
        key.dropFirst(location.prefix.count).firstIndex(of: "/").map { String(key[...$0]) }
      }
      Set(names).forEach(take)
    } keys: { [self] location, take throws(AWSError) in
      asked.append(location.prefix)
      keys.filter { $0.utf8.starts(with: location.prefix.utf8) }.forEach(take)
    }
  }

  func expand(
    _ template: String, _ days: ClosedRange<String>?
  ) throws -> (locations: [String], passedOver: Int) {
    let range = try days.map { days in
      try day(days.lowerBound)...day(days.upperBound)
    }
    var expansion = TemplateExpansion(try S3Template(template), days: range, listing: listing())
    var locations: [String] = []
    while let location = try expansion.next() {
      #expect(location.bucket == "logs")
      locations.append(location.prefix)
    }
    return (locations, expansion.passedOver)
  }

  private func day(_ text: String) throws -> UTCDay {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return try #require(UTCDay(year: parts[0], month: parts[1], day: parts[2]))
  }
}
