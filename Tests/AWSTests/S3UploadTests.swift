import Foundation
import Support
import Testing

@testable import AWS

@Suite("An object that is written to S3") struct S3UploadTests {
  /// S3 takes no part but the last below this.
  private static let smallestPart = 5 << 20

  private func upload(_ server: StandInServer, cleaner: StandInServer? = nil) throws -> S3Upload {
    let client = try TestClient(server.url).s3
    let cleaner = try cleaner.map { try TestClient($0.url).s3 } ?? client
    return S3Upload(requests: client.requests, cleaner: cleaner.requests, bucket: "audit", key: "day.csv")
  }

  private static let begun = StandInServer.Act.answer(
    200, [:], "<InitiateMultipartUploadResult><UploadId>up</UploadId></InitiateMultipartUploadResult>")
  private static let taken = StandInServer.Act.answer(200, ["ETag": "\"e&1\""])
  private static let completed = StandInServer.Act.answer(
    200, [:], "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>")

  @Test("is read back as it was, in one piece or in parts", arguments: [1, smallestPart, smallestPart + 1, 12 << 20])
  func readBack(size: Int) throws {
    let client = try MotoTests.client().s3
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    let key = "uploads/\(size)"
    try S3Upload(requests: client.requests, cleaner: client.requests, bucket: "audit", key: key)
      .send(bytes, partBytes: Self.smallestPart)
    #expect(try client.getObject(bucket: "audit", key: key).readAll() == bytes)
  }

  @Test("goes out in parts by number, and is completed with the tag of each")
  func parts() throws {
    let server = try StandInServer(Self.begun, Self.taken, Self.taken, Self.taken, Self.completed)
    try upload(server).send(Array("abcde".utf8), partBytes: 2)
    let asked = try server.asked()
    #expect(
      asked.map { "\($0.method) \($0.target)" } == [
        "POST /audit/day.csv?uploads=", "PUT /audit/day.csv?partNumber=1&uploadId=up",
        "PUT /audit/day.csv?partNumber=2&uploadId=up", "PUT /audit/day.csv?partNumber=3&uploadId=up",
        "POST /audit/day.csv?uploadId=up",
      ])
    #expect(asked.dropFirst().prefix(3).map(\.body) == ["ab", "cd", "e"])
    #expect(asked.last?.body.contains("<PartNumber>3</PartNumber><ETag>\"e&amp;1\"</ETag>") == true)
  }

  static let failures: [(name: String, acts: [StandInServer.Act])] = [
    ("a part", [taken, .answer(403, [:], errorBody("AccessDenied"))]),
    ("a part without its tag", [taken, .answer(200)]),
    ("the end", [taken, taken, .answer(403, [:], errorBody("AccessDenied"))]),
    ("the end, told behind a 200", [taken, taken, .answer(200, [:], errorBody("InternalError"))]),
  ]

  @Test("has its parts taken back where one step fails", arguments: failures)
  func takenBack(_ failure: (name: String, acts: [StandInServer.Act])) throws {
    let server = try StandInServer([Self.begun] + failure.acts + [.answer(204)])
    let error = #expect(throws: S3UploadFailure.self) { try upload(server).send(Array("abcd".utf8), partBytes: 2) }
    #expect(error?.partsLeft == nil)
    let last = try #require(try server.asked().last)
    #expect(last.method == "DELETE" && last.target == "/audit/day.csv?uploadId=up")
  }

  @Test("whose parts cannot be taken back is told with the reason")
  func partsLeft() throws {
    let denied = StandInServer.Act.answer(403, [:], errorBody("AccessDenied"))
    let server = try StandInServer(Self.begun, Self.taken, denied, denied)
    let error = #expect(throws: S3UploadFailure.self) { try upload(server).send(Array("abcd".utf8), partBytes: 2) }
    #expect(error?.partsLeft != nil)
  }

  @Test("that is stopped in a part has what was sent taken back by another client")
  func stopped() throws {
    let server = try StandInServer(Self.begun, Self.taken, .stall)
    let cleaner = try StandInServer(.answer(204))
    let client = try TestClient(server.url).s3
    let upload = S3Upload(
      requests: client.requests, cleaner: try TestClient(cleaner.url).s3.requests, bucket: "audit", key: "day.csv")
    Thread.detachNewThread {
      while (try? server.asked().count) ?? 3 < 3 { usleep(20_000) }
      client.stop()
    }
    let error = #expect(throws: S3UploadFailure.self) { try upload.send(Array("abcd".utf8), partBytes: 2) }
    #expect(error?.partsLeft == nil)
    #expect(try cleaner.asked().map(\.method) == ["DELETE"])
  }
}
