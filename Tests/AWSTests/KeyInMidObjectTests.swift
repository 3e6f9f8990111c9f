import Digest
import Support
import Synchronization
import Testing
import Transport

@testable import AWS

/// A key that ends while an object is read.
@Suite struct KeyInMidObjectTests {
  @Test func anObjectThatIsCutIsReadOnWithTheNewKey() throws {
    let server = try StandInServer(
      .object(100_000, cutAfter: 40_000),
      .answer(400, [:], errorBody("ExpiredToken", "The provided token has expired.")),
      .object(100_000))
    let keys = Mutex(["AKIAONE", "AKIATWO"])
    let credentials = RefreshingCredentials(now: { 0 }) { () throws(AWSError) in
      AWSCredentials(accessKeyId: keys.withLock { $0.removeFirst() }, secretAccessKey: Secret("s"), expiration: 3600)
    }
    let configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(server.url, origin: "test"))
    let s3 = S3Client(
      configuration, http: HTTPClient(HTTPClientOptions(userAgent: "logship-test")), credentials: credentials,
      sleep: { _ in })
    let reader = try s3.getObject(bucket: "audit", key: "keys/a.json")
    #expect(try reader.readAll() == standInBytes(100_000))
    let asked = try server.asked()
    #expect(asked.map { $0.header("Range") } == [nil, "bytes=40000-", "bytes=40000-"])
    let signers = asked.map { $0.header("Authorization")?.split(separator: "/").first?.suffix(7).description }
    #expect(signers == ["AKIAONE", "AKIAONE", "AKIATWO"])
  }
}
