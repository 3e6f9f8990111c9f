import Support
import Testing

@testable import AWS

/// Where the services are, compared with the URLs that botocore's clients have.
@Suite struct ServiceEndpointTests {
  static let hosts = Fixture.load("hosts.json", as: [Host].self)

  struct Host: Decodable, Sendable, CustomTestStringConvertible {
    let service: String
    let region: String
    let fips: Bool
    let dualStack: Bool
    let url: String

    var testDescription: String {
      "\(service) in \(region)\(fips ? ", FIPS" : "")\(dualStack ? ", dual-stack" : "")"
    }
  }

  @Test func aServiceHasBotocoresHost() throws {
    #expect(Self.hosts.count > 100)
    for host in Self.hosts {
      let service = try #require(AWSService(rawValue: host.service))
      let ours = service.host(in: host.region, EndpointVariant(fips: host.fips, dualStack: host.dualStack))
      #expect("https://\(ours)" == host.url, "\(host.testDescription)")
    }
  }

  static let config = """
    [profile audit]
    endpoint_url = http://localhost:1
    services = local
    use_fips_endpoint = TRUE
    [services local]
    secrets_manager =
      endpoint_url = http://localhost:2
    [profile stray]
    services = nowhere
    [profile quiet]
    endpoint_url = http://localhost:1
    ignore_configured_endpoint_urls = true
    """

  static func endpoints(_ environment: [String: String] = [:], profile: String = "audit") throws -> ServiceEndpoints {
    let folder = try TemporaryFolder()
    let files = SharedConfiguration(
      environment: ["AWS_CONFIG_FILE": try folder.write("config", Array(config.utf8))], home: nil)
    return ServiceEndpoints(environment: environment, profile: try files.profile(profile), files: files)
  }

  @Test(
    arguments: [
      (["AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://localhost:3", "AWS_ENDPOINT_URL": "http://localhost:4"], "3"),
      (["AWS_ENDPOINT_URL_STS": "http://localhost:3", "AWS_ENDPOINT_URL": "http://localhost:4"], "4"),
      (["AWS_ENDPOINT_URL_SECRETS_MANAGER": ""], "2"), ([:], "2"),
    ] as [([String: String], String)])
  func theNearestChoiceWins(_ environment: [String: String], _ port: String) throws {
    #expect(try Self.endpoints(environment).url(of: .secretsManager, in: "eu-west-1") == "http://localhost:\(port)")
  }

  @Test func whatTheSectionOfServicesLeavesOutComesFromTheProfile() throws {
    #expect(try Self.endpoints().url(of: .kms, in: "eu-west-1") == "http://localhost:1")
  }

  @Test func everyConfiguredEndpointCanBeIgnored() throws {
    let environment = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://localhost:4"]
    #expect(try Self.endpoints(environment).given(for: .kms) == nil)
    let quiet = try Self.endpoints(profile: "quiet")
    #expect(try quiet.url(of: .kms, in: "eu-west-1") == "https://kms.eu-west-1.amazonaws.com")
  }

  @Test func theVariantComesFromTheVariablesBeforeTheProfile() throws {
    #expect(try Self.endpoints().variant == EndpointVariant(fips: true))
    let environment = ["AWS_USE_FIPS_ENDPOINT": "false", "AWS_USE_DUALSTACK_ENDPOINT": "True"]
    #expect(try Self.endpoints(environment).variant == EndpointVariant(dualStack: true))
  }

  @Test func aSectionOfServicesThatIsNotThereDoesNotMatterWhereAVariableDecides() throws {
    let stray = try Self.endpoints(["AWS_ENDPOINT_URL": "http://localhost:4"], profile: "stray")
    #expect(try stray.url(of: .kms, in: "eu-west-1") == "http://localhost:4")
  }

  @Test func aSectionOfServicesThatIsNotThereIsAnError() {
    #expect {
      try Self.endpoints(profile: "stray").given(for: .kms)
    } throws: { error in
      "\(error)".hasPrefix("profile \"stray\" names [services nowhere], which is not in ")
    }
  }

  @Test(
    arguments: [
      ("http://a", ["AWS_ENDPOINT_URL_S3": "http://b", "AWS_ENDPOINT_URL": "http://c"], "a"),
      (nil, ["AWS_ENDPOINT_URL_S3": "http://b", "AWS_ENDPOINT_URL": "http://c"], "b"),
      (nil, ["AWS_ENDPOINT_URL": "http://c"], "c"), (nil, [:], nil),
    ] as [(String?, [String: String], String?)])
  func theSettingGoesBeforeTheVariablesForS3(
    _ setting: String?, _ environment: [String: String], _ authority: String?
  ) throws {
    var setup = AWSSetup(region: "eu-west-1", endpoint: setting, environment: environment)
    setup.files = SharedConfiguration(environment: [:], home: nil)
    let session = try AWSSession(setup, options: .init(userAgent: "logship-test"))
    #expect(try session.s3Configuration().endpoint?.authority == authority)
  }
}
