import Foundation
import Support
import Testing

@testable import AWS

@Suite struct S3ConditionTests {
  private func client(_ server: StandInServer, pays: Bool = false, owner: String? = nil) throws -> TestClient {
    var configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(server.url, origin: "test"))
    configuration.paysForRequests = pays
    configuration.expectedBucketOwner = owner
    return try TestClient(configuration)
  }

  /// A listing, a HEAD and a GET; the headers of each that are asked for, and whether they are signed.
  private func headers(_ client: TestClient, _ server: StandInServer, _ name: String) throws -> [String?] {
    _ = try client.list("s3://audit/")
    _ = try client.s3.object(at: S3Location("s3://audit/a"))
    _ = try client.s3.getObject(bucket: "audit", key: "a").readAll()
    let asked = try server.asked()
    #expect(asked.map(\.method) == ["GET", "HEAD", "GET"])
    for request in asked where request.header(name) != nil {
      #expect(request.header("Authorization")?.contains(name) == true)
    }
    return asked.map { $0.header(name) }
  }

  private func server() throws -> StandInServer {
    try StandInServer(.answer(200, [:], listingPage(["a"])), .object(5))
  }

  @Test func everyRequestSaysThatTheRequesterPays() throws {
    let server = try server()
    let client = try client(server, pays: true)
    #expect(try headers(client, server, "x-amz-request-payer") == ["requester", "requester", "requester"])
  }

  @Test func everyRequestNamesTheExpectedOwner() throws {
    let server = try server()
    let client = try client(server, owner: "123456789012")
    #expect(
      try headers(client, server, "x-amz-expected-bucket-owner") == ["123456789012", "123456789012", "123456789012"])
  }

  @Test(arguments: ["x-amz-request-payer", "x-amz-expected-bucket-owner", "x-amz-optional-object-attributes"])
  func nothingIsSaidThatNobodySet(_ name: String) throws {
    let server = try server()
    #expect(try headers(try client(server), server, name) == [nil, nil, nil])
  }

  @Test func aRefusalNamesTheExpectedOwner() throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", "Access Denied")))
    let error = #expect(throws: AWSError.self) { try self.client(server, owner: "123456789012").list("s3://audit/") }
    #expect(
      error?.description == "cannot list s3://audit/: this key may not s3:ListBucket, or the bucket does not belong to "
        + "123456789012, as s3.expectedBucketOwner says (403 AccessDenied). Allow it on arn:aws:s3:::audit")
  }

  @Test func motoFindsBothHeadersSigned() throws {
    let moto = try MotoTests.server.get()
    try moto.put("owned/a", Data(), in: "audit")
    var configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(moto.url, origin: "test"))
    configuration.expectedBucketOwner = "123456789012"
    configuration.paysForRequests = true
    let client = try TestClient(configuration, keyId: moto.accessKeyId, secret: moto.secretAccessKey)
    #expect(try client.list("s3://audit/owned/").count == 1)
  }
}
