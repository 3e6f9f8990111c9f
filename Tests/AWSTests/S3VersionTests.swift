import Foundation
import Support
import Testing

@testable import AWS

@Suite struct S3VersionTests {
  @Test(
    arguments: [
      (
        "s3://audit/keys/a.json?versionId=3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY", "keys/a.json",
        "3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY"
      ),
      ("s3://audit/a?versionId=null", "a", "null"),
      ("s3://audit/a?versionId=6f1b1c1e-3a57-4f7e-9d1c-2b9f1d3a5c77", "a", "6f1b1c1e-3a57-4f7e-9d1c-2b9f1d3a5c77"),
      ("s3://audit/a?b?versionId=x?versionId=1", "a?b?versionId=x", "1"),
      ("s3://audit/a?versionid=1", "a?versionid=1", nil), ("s3://audit/a?x=1&versionId=2", "a?x=1&versionId=2", nil),
      ("s3://audit/a?", "a?", nil),
    ] as [(String, String, String?)])
  func aVersionIsPartOfAnAddress(_ text: String, _ key: String, _ version: String?) throws {
    let location = try S3Location(text)
    #expect(location.prefix == key)
    #expect(location.version == version)
    #expect(location.description == text)
  }

  @Test(arguments: [
    "s3://audit/a?versionId=", "s3://audit/?versionId=1", "s3://audit/a?versionId=1&partNumber=2",
    "s3://audit/a?versionId=1 2",
  ])
  func aVersionThatCanBeNoneIsExplained(_ text: String) {
    let error = #expect(throws: AWSError.self) { try S3Location(text) }
    #expect(error?.description.contains("Of a key that has this in it, give the part before the ? as a prefix") == true)
  }

  @Test func aVersionIsReadFromMoto() throws {
    let moto = try MotoServer(buckets: ["versions"], isVersioned: true)
    let ids = try ["one", "two!"].map { try moto.put("a b", Data($0.utf8), in: "versions") }
    let client = try TestClient(moto.url, keyId: moto.accessKeyId, secret: moto.secretAccessKey)
    for (id, text) in zip(ids, ["one", "two!"]) {
      let id = try #require(id)
      let object = try client.s3.object(at: S3Location("s3://versions/a b?versionId=\(id)"))
      #expect(object.version == id && object.size == Int64(text.utf8.count))
      #expect(object.uri == "s3://versions/a b?versionId=\(id)")
      #expect(try client.s3.getObject(object).readAll() == Array(text.utf8))
    }
    let missing = #expect(throws: AWSError.self) {
      try client.s3.getObject(bucket: "versions", key: "a b", version: "nosuch")
    }
    #expect(missing?.description.hasPrefix("cannot read s3://versions/a b?versionId=nosuch: ") == true)
  }

  @Test func aRefusedVersionNamesItsOwnPermission() throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", "Access Denied")))
    let error = #expect(throws: AWSError.self) {
      try TestClient(server.url).s3.object(at: S3Location("s3://audit/a?versionId=1"))
    }
    #expect(
      error?.description
        == "cannot read s3://audit/a?versionId=1: this key may not s3:GetObjectVersion, or there is no "
        + "such version, which S3 tells only those who may s3:ListBucket on arn:aws:s3:::audit (403 AccessDenied). "
        + "Allow it on arn:aws:s3:::audit/*")
    // A refused HEAD has no words: they are asked for by a GET.
    #expect(try server.asked().map(\.method) == ["HEAD", "GET"])
    #expect(try server.asked().allSatisfy { $0.target == "/audit/a?versionId=1" })
  }

  @Test func aDeleteMarkerIsToldAsSuch() throws {
    let server = try StandInServer(.answer(405, ["x-amz-delete-marker": "true"]))
    let error = #expect(throws: AWSError.self) {
      try TestClient(server.url).s3.object(at: S3Location("s3://audit/a?versionId=1"))
    }
    #expect(
      error?.description
        == "cannot read s3://audit/a?versionId=1: the version is a delete marker, which has no content (405)")
  }

  @Test func aBrokenConnectionGoesOnWithTheSameVersion() throws {
    let server = try StandInServer(.object(100_000, cutAfter: 70_000), .object(100_000))
    let reader = try TestClient(server.url).s3.getObject(bucket: "audit", key: "a", version: "v1")
    #expect(try reader.readAll() == standInBytes(100_000))
    #expect(try server.asked().map(\.target) == ["/audit/a?versionId=v1", "/audit/a?versionId=v1"])
  }
}
