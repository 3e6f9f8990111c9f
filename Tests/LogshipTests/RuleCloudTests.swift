import Testing

@testable import logship

@Suite("The cloud of a data collection rule")
struct RuleCloudTests {
  private func complaints(_ endpoint: String, cloud: String?) throws -> [String] {
    let cloud = cloud.map { #", "cloud": "\#($0)""# } ?? ""
    return try Fixture().complaints(
      #"{"destination": {"logsIngestion": {"endpoint": "https://a-1.region-1.ingest.\#(endpoint)"\#(cloud)}}}"#)
  }

  @Test(
    "is that of its endpoint",
    arguments: [
      ("monitor.azure.us", "usGovernment"), ("monitor.azure.cn", "china"), ("monitor.azure.com", "public"),
    ])
  func endpoint(_ endpoint: String, _ cloud: String) throws {
    #expect(try complaints(endpoint, cloud: cloud) == [])
    for other in ["public", "usGovernment", "china"] where other != cloud {
      let told = try complaints(endpoint, cloud: other)
      #expect(told.count == 1)
      #expect(told.first?.contains("\(cloud), the cloud of destination.logsIngestion.endpoint") == true, "\(told)")
    }
  }
}
