import Support
import Testing

@testable import AWS

@Suite struct RegionTests {
  static let profile = SharedProfile(name: "audit", credentials: [:], config: ["region": "eu-central-1"])

  @Test(
    arguments: [
      ("eu-west-1", ["AWS_REGION": "b", "AWS_DEFAULT_REGION": "c"], true, "eu-west-1", "setting aws.region"),
      (nil, ["AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "c"], true, "eu-west-2", "AWS_REGION"),
      (nil, ["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-3"], true, "eu-west-3", "AWS_DEFAULT_REGION"),
      (nil, [:], true, "eu-central-1", "profile \"audit\""),
      (nil, [:], false, "us-east-1", "default"),
    ] as [(String?, [String: String], Bool, String, String)])
  func theNearestChoiceWins(
    _ setting: String?, _ environment: [String: String], _ hasProfile: Bool, _ name: String, _ origin: String
  ) throws {
    let region = try Region(setting: setting, environment: environment, profile: hasProfile ? Self.profile : nil)
    #expect(region.name == name)
    #expect(region.origin == origin)
  }

  @Test(arguments: ["eu west 1", "evil.example/", "EU-WEST-1", "-", "eu-west-1.evil.example", "é"])
  func whatIsNoRegionIsRefusedBeforeItBecomesAHostName(_ name: String) {
    #expect(throws: AWSError.configuration("setting aws.region: \"\(name)\" is not a region, such as eu-west-1")) {
      try Region(setting: name, environment: [:], profile: nil)
    }
  }

  @Test(arguments: [
    ("eu-west-1", Partition.standard, "amazonaws.com"), ("us-gov-west-1", .usGovernment, "amazonaws.com"),
    ("cn-north-1", .china, "amazonaws.com.cn"),
  ])
  func aRegionTellsItsPartition(_ region: String, _ partition: Partition, _ suffix: String) {
    #expect(Partition(region: region) == partition)
    #expect(Partition(region: region).dnsSuffix == suffix)
  }
}

@Suite struct EndpointTests {
  @Test(arguments: [
    ("https://s3.example.com", "https", "s3.example.com", ""),
    ("HTTP://LocalHost:9000/", "http", "localhost:9000", ""),
    ("http://[::1]:9000/base/path/", "http", "[::1]:9000", "/base/path"),
  ])
  func readsAnEndpoint(_ url: String, _ scheme: String, _ authority: String, _ basePath: String) throws {
    let endpoint = try Endpoint(url, origin: "aws.endpoint")
    #expect(endpoint.scheme == scheme)
    #expect(endpoint.authority == authority)
    #expect(endpoint.basePath == basePath)
  }

  @Test(arguments: [
    ("https://ann:hunter2@s3.example.com", "holds a user or a password; give the key by the environment or a profile"),
    ("ftp://s3.example.com", "is neither http:// nor https://"),
    ("s3.example.com", "has no http:// or https:// in front"),
    ("https://", "has no usable host and port"), ("https://h:0", "has no usable host and port"),
    ("https://h:99999", "has no usable host and port"), ("https://h/?x=hunter2", "has a query or a fragment"),
    ("https://h/ hunter2", "has a character that no URL has"),
  ])
  func refusesWhatIsNoEndpointWithoutRepeatingIt(_ url: String, _ why: String) {
    #expect(throws: AWSError.configuration("X \(why); an endpoint looks like https://s3.example.com:9000")) {
      try Endpoint(url, origin: "X")
    }
  }
}
