import Support
import Testing

@testable import AWS

@Suite struct ArchivedObjectTests {
  /// A page with one object of each class, and what is said of its restoration.
  private func page(_ objects: [(key: String, storageClass: String, restore: String)], token: String? = nil) -> String {
    let contents = objects.map {
      """
      <Contents><Key>\($0.key)</Key><LastModified>2026-11-22T03:00:02.000Z</LastModified><ETag>&quot;one&quot;</ETag>\
      <Size>5</Size><StorageClass>\($0.storageClass)</StorageClass>\($0.restore)</Contents>
      """
    }.joined()
    let next = token.map { "<NextContinuationToken>\($0)</NextContinuationToken>" } ?? ""
    return "<ListBucketResult><IsTruncated>\(token != nil)</IsTruncated>\(contents)\(next)</ListBucketResult>"
  }

  private func asks(_ asked: StandInServer.Asked) -> String? { asked.header("x-amz-optional-object-attributes") }

  @Test func aListingWithArchivedObjectsAsksForTheirRestoration() throws {
    let server = try StandInServer(
      .answer(200, [:], page([("a", "STANDARD", "")], token: "1")),
      .answer(200, [:], page([("b", "GLACIER", "")], token: "2")),
      .answer(200, [:], page([("b", "GLACIER", "")], token: "2")), .answer(200, [:], page([("c", "STANDARD", "")])))
    #expect(try TestClient(server.url).list("s3://audit/").map(\.key) == ["a", "b", "c"])
    let asked = try server.asked()
    #expect(asked.map(asks) == [nil, nil, "RestoreStatus", "RestoreStatus"])
    #expect(asked[1].target == asked[2].target)
  }

  @Test(
    arguments: [
      ("GLACIER", "", true), ("DEEP_ARCHIVE", "", true), ("GLACIER_IR", "", false), ("STANDARD_IA", "", false),
      ("GLACIER", "<IsRestoreInProgress>true</IsRestoreInProgress>", true),
      (
        "GLACIER",
        "<IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2026-12-01T00:00:00.000Z</RestoreExpiryDate>",
        false
      ), ("DEEP_ARCHIVE", "<IsRestoreInProgress>false</IsRestoreInProgress>", true),
    ])
  func aRestoredObjectIsNotArchived(_ storageClass: String, _ restore: String, _ isArchived: Bool) throws {
    let status = restore.isEmpty ? "" : "<RestoreStatus>\(restore)</RestoreStatus>"
    let server = try StandInServer(.answer(200, [:], page([("a", storageClass, status), ("b", "STANDARD", "")])))
    let listed = try TestClient(server.url).list("s3://audit/")
    #expect(listed.map(\.isArchived) == [isArchived, false])
  }

  @Test(
    arguments: [
      (["x-amz-storage-class": "GLACIER"], true), (["x-amz-storage-class": "GLACIER_IR"], false), ([:], false),
      (["x-amz-storage-class": "DEEP_ARCHIVE", "x-amz-restore": #"ongoing-request="true""#], true),
      (
        [
          "x-amz-storage-class": "DEEP_ARCHIVE",
          "x-amz-restore": #"ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT""#,
        ], false
      ), (["x-amz-storage-class": "INTELLIGENT_TIERING", "x-amz-archive-status": "DEEP_ARCHIVE_ACCESS"], true),
      (["x-amz-storage-class": "INTELLIGENT_TIERING"], false),
    ] as [([String: String], Bool)])
  func aHEADTellsWhetherAnObjectIsArchived(_ headers: [String: String], _ isArchived: Bool) throws {
    let server = try StandInServer(.answer(200, headers, "12345"))
    let object = try TestClient(server.url).s3.object(at: S3Location("s3://audit/a"))
    #expect(object.isArchived == isArchived)
    #expect(object.storageClass == headers["x-amz-storage-class"])
  }

  @Test func anArchiveTierThatAGETMeetsHasItsClass() throws {
    let more = "<StorageClass>INTELLIGENT_TIERING</StorageClass><AccessTier>ARCHIVE_ACCESS</AccessTier>"
    let server = try StandInServer(
      .answer(403, [:], errorBody("InvalidObjectState", "The operation is not valid", more)))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).s3.getObject(bucket: "audit", key: "a") }
    guard case .service(let answer) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(answer.isArchived && answer.storageClass == "INTELLIGENT_TIERING")
    #expect(
      answer.description == "cannot read s3://audit/a: the object lies in an archive class INTELLIGENT_TIERING "
        + "(403 InvalidObjectState). Restore it first")
  }
}
