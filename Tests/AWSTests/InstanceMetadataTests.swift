import Digest
import Support
import Testing
import Transport

@testable import AWS

/// What an instance is asked beside its key, and how.
@Suite struct InstanceMetadataTests {
  static let path = "latest/meta-data/placement/region"

  /// A session of an instance whose metadata service is this server.
  static func session(
    _ server: StandInServer, _ environment: [String: String] = [:], endpoint: String? = nil
  ) throws -> AWSSession {
    let environment = [
      "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url, "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s",
    ].merging(environment) { $1 }
    let setup = AWSSetup(
      endpoint: endpoint, environment: environment, files: SharedConfiguration(environment: [:], home: nil))
    return try AWSSession(setup, options: .init(userAgent: "logship-test"))
  }

  private static func metadata(_ server: StandInServer, _ environment: [String: String] = [:]) -> InstanceMetadata {
    InstanceMetadata(
      environment: environment.merging(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url]) { $1 }, profile: nil,
      options: .init(userAgent: "logship-test"))
  }

  @Test func tellsTheRegionForATokenAndOnce() throws {
    let server = try StandInServer(.answer(200, [:], "token"), .answer(200, [:], "eu-west-3"))
    let session = try Self.session(server)
    for _ in 0..<2 {
      let region = try session.region()
      #expect(region.name == "eu-west-3" && region.origin == "instance" && region.remark == nil)
    }
    let asked = try server.asked()
    #expect(asked.map(\.method) == ["PUT", "GET"])
    #expect(asked.last?.target == "/\(Self.path)")
    #expect(asked.last?.header("x-aws-ec2-metadata-token") == "token")
  }

  @Test func aRegionThatIsConfiguredIsNotAskedFor() throws {
    let server = try StandInServer(.answer(200, [:], "eu-west-3"))
    #expect(try Self.session(server, ["AWS_REGION": "eu-west-1"]).region().name == "eu-west-1")
    #expect(try server.asked().isEmpty)
  }

  @Test(
    arguments: [
      ("http://127.0.0.1:1", [:]), (nil, ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]),
    ] as [(String?, [String: String])])
  func anEndpointOfS3SparesTheQuestionToS3Alone(_ setting: String?, _ environment: [String: String]) throws {
    let server = try StandInServer(.answer(200, [:], "token"), .answer(200, [:], "eu-west-3"))
    let session = try Self.session(server, environment, endpoint: setting)
    #expect(try session.s3Configuration().region.name == "us-east-1")
    #expect(try server.asked().isEmpty)
    #expect(try session.region().name == "eu-west-3")
    // What the others were told is nothing to S3.
    #expect(try session.s3Configuration().region.name == "us-east-1")
  }

  @Test func whatStandsInForAnErrorIsNotKept() throws {
    let server = try StandInServer(
      .answer(200, [:], "token"), .answer(500), .answer(200, [:], "eu-west-3"))
    let session = try Self.session(server)
    let first = try session.region()
    #expect(first.name == "us-east-1" && !first.isChosen)
    #expect(try session.region().name == "eu-west-3")
  }

  @Test func whatIsNoRegionIsNotTaken() throws {
    let server = try StandInServer(.answer(200, [:], "evil.example/"))
    #expect(try Self.session(server).region().name == "us-east-1")
  }

  @Test func anErrorOfAServiceSaysThatNoRegionIsConfigured() throws {
    let refusal = #"{"__type": "ParameterNotFound", "message": "none"}"#
    let server = try StandInServer(.answer(400, [:], refusal))
    let environment = ["AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": server.url]
    let remark = "The region is us-east-1 since none is configured: set AWS_REGION"
    func words(_ environment: [String: String]) throws -> String {
      let session = try Self.session(server, environment)
      return "\(try #require(throws: AWSError.self) { _ = try session.ssm(of: "/k").parameter("/k") })"
    }
    #expect(try words(environment).hasSuffix(". \(remark)"))
    #expect(try !words(environment.merging(["AWS_REGION": "us-east-1"]) { $1 }).contains(remark))
    let session = try Self.session(server, environment)
    let role = try #require(throws: AWSError.self) { _ = try session.sts().callerARN(session.credentials) }
    #expect("\(role)".hasSuffix(". \(remark)"))
  }

  @Test func aTokenThatIsRefusedIsReplacedOnce() throws {
    let server = try StandInServer(
      .answer(200, [:], "one"), .answer(401), .answer(200, [:], "two"), .answer(200, [:], "eu-west-3"))
    #expect(try Self.metadata(server).text(at: Self.path) == "eu-west-3")
    let tokens = try server.asked().filter { $0.method == "GET" }.map { $0.header("x-aws-ec2-metadata-token") }
    #expect(tokens == ["one", "two"])
  }

  @Test func aTokenThatIsRefusedTwiceIsNotReplacedForEver() throws {
    let server = try StandInServer(
      .answer(200, [:], "one"), .answer(401), .answer(200, [:], "two"), .answer(401))
    #expect(throws: InstanceMetadata.Failure.refused("\(server.url.dropFirst(7)) answered /\(Self.path) with 401")) {
      try Self.metadata(server).text(at: Self.path)
    }
    #expect(try server.asked().count == 4)
  }

  @Test(arguments: [(1, 2), (3, 4), (5, 4)]) func aFailedQuestionIsRepeated(_ attempts: Int, _ asked: Int) throws {
    let server = try StandInServer(
      .answer(200, [:], "token"), .answer(503), .answer(200, [:], ""), .answer(200, [:], "eu-west-3"))
    let text = try? Self.metadata(server, ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "\(attempts)"]).text(at: Self.path)
    #expect(text == (attempts == 1 ? nil : "eu-west-3"))
    #expect(try server.asked().count == asked)
  }

  @Test func theAddressIsBotocores() throws {
    let folder = try TemporaryFolder()
    let config = try folder.write("config", text: "[default]\nimds_use_ipv6 = true\n")
    let environments = [
      [:], ["AWS_IMDS_USE_IPV6": "true"], ["AWS_IMDS_USE_IPV6": "TRUE"], ["AWS_IMDS_USE_IPV6": "false"],
      ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"],
      ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv4", "AWS_IMDS_USE_IPV6": "true"],
      ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:5/x", "AWS_IMDS_USE_IPV6": "true"],
      ["AWS_CONFIG_FILE": config], ["AWS_CONFIG_FILE": config, "AWS_IMDS_USE_IPV6": "false"],
      ["AWS_CONFIG_FILE": config, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"],
    ].map { ["HOME": folder.path].merging($0) { $1 } }
    let theirs = try CombinationScene.shared.get().botocore.metadataURLs(environments)
    func bare(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
    for (environment, url) in zip(environments, theirs) {
      let profile = try SharedConfiguration(environment: environment).profile("default")
      let metadata = InstanceMetadata(
        environment: environment, profile: profile, options: .init(userAgent: "logship-test"))
      #expect(metadata.url.map(bare) == bare(url), "\(environment)")
    }
    #expect(Set(theirs.map(bare)) == ["http://169.254.169.254", "http://[fd00:ec2::254]", "http://127.0.0.1:5/x"])
  }
}
