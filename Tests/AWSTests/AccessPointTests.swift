import Support
import Testing
import Transport

@testable import AWS

@Suite struct AccessPointTests {
  static let arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/keys"

  @Test(arguments: [
    ("s3://\(arn)", arn, ""), ("s3://\(arn)/", arn, ""), ("s3://\(arn)/exports/2026", arn, "exports/2026"),
    ("s3://\(arn)//x", arn, "/x"),
    (
      "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint:keys/a:b",
      "arn:aws:s3:eu-west-1:123456789012:accesspoint:keys", "a:b"
    ),
    (
      "s3://arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/keys/a",
      "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/keys", "a"
    ),
    ("s3://keys-abcdef-s3alias/a", "keys-abcdef-s3alias", "a"),
  ])
  func anARNIsTakenApartInBothItsForms(_ text: String, _ bucket: String, _ prefix: String) throws {
    let location = try S3Location(text)
    #expect(location.bucket == bucket)
    #expect(location.prefix == prefix)
    #expect(location.description == (text == "s3://\(Self.arn)" ? "\(text)/" : text))
  }

  @Test(arguments: [
    ("arn:aws:s3::123456789012:accesspoint/abc.mrap", "multi-Region access points want signatures of version 4A"),
    ("arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-1/accesspoint/x", "S3 on Outposts is not supported"),
    ("arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/x", "Object Lambda access points are not supported"),
    ("arn:aws:s3:::audit", "a bucket is given by its name alone"),
    ("arn:aws:s3:eu-west-1:123456789012:job/x", "an ARN must be an access point's"),
    ("arn:aws:s3:eu-west-1:1234:accesspoint/keys", "an ARN has its account's twelve digits"),
    ("arn:aws:s3:eu-west-1:123456789012:accesspoint/", "an access point's name has 3 to 50"),
    ("arn:aws:s3:eu-west-1:123456789012:accesspoint/Keys", "an access point's name has 3 to 50"),
    ("arn:aws:s3:evil.example/:123456789012:accesspoint/keys", "an ARN must be an access point's"),
    ("arn:aws:s3:evil.example:123456789012:accesspoint/keys", "its region is none"),
    ("arn:aws:s3:cn-north-1:123456789012:accesspoint/keys", "the region cn-north-1 is in the partition aws-cn"),
    ("arn:nobody:s3:eu-west-1:123456789012:accesspoint/keys", "the region eu-west-1 is in the partition aws"),
    ("keys-abcdef--op-s3", "S3 on Outposts is not supported"),
    ("keys-abcdef--ol-s3", "Object Lambda access points are not supported"),
  ])
  func whatCannotBeReadByARNIsExplained(_ bucket: String, _ words: String) {
    let error = #expect(throws: AWSError.self) { try S3Location("s3://\(bucket)/a") }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("audit", "arn:aws:s3:::audit", "arn:aws:s3:::audit/*"), (arn, arn, "\(arn)/object/*"),
    ("arn:aws:s3:eu-west-1:123456789012:accesspoint:keys", arn, "\(arn)/object/*"),
    ("keys-abcdef-s3alias", "arn:aws:s3:*:*:accesspoint/*", "arn:aws:s3:*:*:accesspoint/*/object/*"),
  ])
  func thePolicyNamesTheAccessPoint(_ bucket: String, _ list: String, _ get: String) throws {
    let resources = try S3Location(bucket: bucket, prefix: "exports/").policyResources(in: .standard)
    #expect(resources.bucket == list)
    #expect(resources.objects == get)
  }

  @Test func aRefusalNamesTheAccessPoint() throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", "Access Denied")))
    let client = try TestClient(server, host: "localhost")
    let listing = #expect(throws: AWSError.self) { try client.list("s3://\(Self.arn)/exports/") }
    #expect(
      listing?.description
        == "cannot list s3://\(Self.arn)/exports/: this key may not s3:ListBucket (403 AccessDenied). "
        + "Allow it on \(Self.arn)")
    let object = S3Object(bucket: Self.arn, key: "a", size: 1, eTag: nil, lastModified: 0)
    let reading = #expect(throws: AWSError.self) { try client.s3.getObject(object) }
    #expect(
      reading?.description == "cannot read s3://\(Self.arn)/a: this key may not s3:GetObject (403 AccessDenied). "
        + "Allow it on \(Self.arn)/object/*")
  }

  @Test func theRegionOfTheARNIsAskedAndSignedFor() throws {
    let server = try StandInServer(
      .answer(301, ["x-amz-bucket-region": "us-west-2"], errorBody("PermanentRedirect")),
      .answer(200, [:], listingPage(["a"])))
    let client = try TestClient(server, host: "localhost", region: "us-east-1")
    // Whatever the server says, the ARN has its region.
    #expect(throws: AWSError.self) { try client.list("s3://\(Self.arn)/") }
    #expect(try client.list("s3://\(Self.arn)/").map(\.bucket) == [Self.arn])
    let asked = try server.asked()
    #expect(asked.map(S3RegionTests.scope) == ["eu-west-1", "eu-west-1"])
    #expect(asked.allSatisfy { $0.header("Host")?.hasPrefix("keys-123456789012.localhost:") == true })
    #expect(asked[1].target.hasPrefix("/?list-type=2"))
  }

  @Test(arguments: ["http://127.0.0.1:9000", "http://[::1]:9000"])
  func anEndpointOfNumbersHasNoAccessPoints(_ endpoint: String) throws {
    let address = S3Address(endpoint: try Endpoint(endpoint, origin: "test"))
    let error = #expect(throws: AWSError.self) { try address.url(bucket: Self.arn, region: "eu-west-1") }
    #expect(error?.description.contains("Give the endpoint by its host's name, or the bucket") == true)
  }
}
