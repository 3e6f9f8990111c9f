import Testing

@testable import AWS

/// Where botocore sends a GET of `a b`, as `Fixtures/generate_endpoints.py` wrote it down.
struct AskedEndpoint: Decodable, Sendable, CustomTestStringConvertible {
  let bucket: String
  let region: String
  let fips: Bool
  let dualStack: Bool
  let endpoint: String?
  /// Nil where botocore refuses.
  let url: String?
  let signedFor: String?

  var testDescription: String {
    "\(bucket) \(region)\(fips ? " fips" : "")\(dualStack ? " dual-stack" : "")\(endpoint.map { " \($0)" } ?? "")"
  }
}

@Suite struct S3EndpointTests {
  static let asked = Fixture.load("s3-endpoints.json", as: [AskedEndpoint].self)

  /// The URL that a GET of `a b` in a bucket goes to.
  private static func url(_ asked: AskedEndpoint) throws -> String {
    let location = try S3Location(bucket: asked.bucket, prefix: "")
    let address = S3Address(
      endpoint: try asked.endpoint.map { try Endpoint($0, origin: "test") },
      variant: EndpointVariant(fips: asked.fips, dualStack: asked.dualStack))
    let region = AccessPoint(bucket: asked.bucket)?.region ?? asked.region
    return try address.url(bucket: location.bucket, key: "a b", region: region)
  }

  @Test(arguments: asked.filter { $0.url != nil })
  func everyHostIsTheOneThatBotocoreAsks(_ asked: AskedEndpoint) throws {
    #expect(try Self.url(asked) == asked.url)
    #expect((AccessPoint(bucket: asked.bucket)?.region ?? asked.region) == asked.signedFor)
  }

  @Test(arguments: asked.filter { $0.url == nil })
  func whatBotocoreRefusesIsRefused(_ asked: AskedEndpoint) throws {
    let error = #expect(throws: AWSError.self) { try Self.url(asked) }
    guard case .configuration = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func theFixtureHasBothKindsInAllVariants() {
    #expect(Self.asked.filter { $0.url != nil }.count > 150)
    #expect(Self.asked.filter { $0.url == nil }.count > 30)
    #expect(Self.asked.filter { $0.endpoint != nil && $0.fips && $0.dualStack && $0.url != nil }.count > 5)
  }

  @Test(arguments: [
    (
      EndpointVariant(fips: true), "cn-north-1",
      "aws-cn has no FIPS hosts. Unset AWS_USE_FIPS_ENDPOINT and the profile's use_fips_endpoint"
    ),
    (
      EndpointVariant(dualStack: true), "eu-isoe-west-1",
      "aws-iso-e has no dual-stack hosts. Unset AWS_USE_DUALSTACK_ENDPOINT and the profile's use_dualstack_endpoint"
    ),
  ])
  func aPartitionWithoutTheVariantIsToldSo(_ variant: EndpointVariant, _ region: String, _ words: String) throws {
    #expect(throws: AWSError.configuration("s3://audit: the partition \(words)")) {
      try S3Address(endpoint: nil, variant: variant).url(bucket: "audit", region: region)
    }
  }

  @Test func theClientAsksTheHostsOfItsVariant() throws {
    var configuration = S3Configuration(
      region: try Region(setting: "cn-north-1", environment: [:], profile: nil), attempts: 1)
    configuration.variant = EndpointVariant(fips: true)
    configuration.retry = .init(initial: .zero, max: .zero)
    let client = try TestClient(configuration)
    let error = #expect(throws: AWSError.self) { try client.list("s3://audit/") }
    #expect(error?.description.contains("has no FIPS hosts") == true)
  }
}
