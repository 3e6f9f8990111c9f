import Foundation
import Support
import Testing
import Transport

@testable import AWS

@Suite struct ObjectReaderTests {
  static let size = 300_000
  static let listed = S3Object(bucket: "audit", key: "a", size: Int64(size), eTag: "\"one\"", lastModified: 0)

  static var restWithOneByteMore: StandInServer.Act {
    let headers = ["ETag": "\"one\"", "Content-Range": "bytes 100000-299999/300000"]
    var act = StandInServer.Act.answer(206, headers, String(repeating: "x", count: 200_001))
    act.undeclared = true
    return act
  }

  @Test func anObjectIsReadAsItIsStored() throws {
    let server = try StandInServer(.object(Self.size))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    #expect(reader.size == Int64(Self.size))
    #expect(try reader.readAll() == standInBytes(Self.size))
    #expect(reader.offset == Int64(Self.size))
    let asked = try server.asked()
    #expect(asked.count == 1)
    #expect(asked.first?.header("If-Match") == "\"one\"")
    #expect(asked.first?.header("Accept-Encoding") == nil)
    #expect(asked.first?.header("Range") == nil)
  }

  @Test func aConnectionThatBreaksTwiceIsResumedWhereItWas() throws {
    let server = try StandInServer(
      .object(Self.size, cutAfter: 100_000), .object(Self.size, cutAfter: 70_001), .object(Self.size))
    let client = try TestClient(server.url)
    let reader = try client.s3.getObject(Self.listed)

    #expect(try reader.readAll() == standInBytes(Self.size))
    #expect(client.waits.count == 2)
    let asked = try server.asked()
    #expect(asked.map { $0.header("Range") } == [nil, "bytes=100000-", "bytes=170001-"])
    #expect(asked.allSatisfy { $0.header("If-Match") == "\"one\"" })
    #expect(
      asked.last?.header("Authorization")?.contains("SignedHeaders=host;if-match;range;x-amz-content-sha256;x-amz-date")
        == true)
  }

  @Test func aResumptionIsItselfTriedAgain() throws {
    let server = try StandInServer(
      .object(Self.size, cutAfter: 100_000), .answer(503), .drop, .object(Self.size))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    #expect(try reader.readAll() == standInBytes(Self.size))
    #expect(try server.asked().count == 4)
  }

  @Test func anObjectThatChangesInBetweenIsNeverPutTogether() throws {
    let server = try StandInServer(
      .object(Self.size, cutAfter: 100_000), .object(Self.size, seed: "b", eTag: "\"two\""))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    #expect(error?.description == "s3://audit/a changed while it was read. Run again to ship it as it is now")
    #expect(reader.offset == 100_000)
    #expect(throws: try #require(error)) { try reader.readAll() }
  }

  @Test func aServerThatIgnoresIfMatchIsFoundOutByItsETag() throws {
    let server = try StandInServer(
      .object(Self.size, cutAfter: 100_000),
      .answer(
        206, ["ETag": "\"two\"", "Content-Range": "bytes 100000-299999/300000"],
        String(repeating: "x", count: 200_000)))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    guard case .changed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func anObjectThatIsDeletedInBetweenHasVanished() throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 100_000), .answer(404, [:], errorBody("NoSuchKey")))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    guard case .vanished = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func anObjectThatShrankInBetweenHasChanged() throws {
    let server = try StandInServer(
      .object(Self.size, cutAfter: 100_000), .answer(416, [:], errorBody("InvalidRange")))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    guard case .changed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    arguments: [
      (.object(size, ignoreRange: true), "no Content-Range with status 200 to a GET with a Range"),
      (
        .answer(206, ["Content-Range": "bytes 99999-299999/300000"]), "its Content-Length and its Content-Range differ"
      ), (.answer(206, ["Content-Range": "bytes 0-0/300000"], "x"), "Content-Range bytes 0-0/300000 to bytes=100000-"),
      (.answer(206, ["Content-Range": "pages 1-2/3"]), "no Content-Range with status 206 to a GET with a Range"),
    ] as [(StandInServer.Act, String)])
  func aPartThatIsNotTheRestIsRefused(_ act: StandInServer.Act, _ what: String) throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 100_000), act)
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    #expect(error?.description == "cannot read s3://audit/a: the answer is not one that AWS gives: \(what)")
  }

  @Test func fiveBreaksWithoutProgressAreTooMany() throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 1000))
    let client = try TestClient(server.url)
    let reader = try client.s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    guard case .transport = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try server.asked().count == 5)
    #expect(reader.offset == 5000)
  }

  @Test func breaksWithProgressAreNotCountedTogether() throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 66_000))
    let size = 10 * 66_000
    let long = try StandInServer(.object(size, cutAfter: 66_000))
    let listed = S3Object(bucket: "audit", key: "a", size: Int64(size), eTag: "\"one\"", lastModified: 0)
    #expect(try TestClient(long.url).s3.getObject(listed).readAll() == standInBytes(size))
    #expect(try TestClient(server.url).s3.getObject(Self.listed).readAll() == standInBytes(Self.size))
  }

  @Test func anObjectOfAnotherSizeThanWasListedHasChanged() throws {
    let server = try StandInServer(.object(Self.size + 1))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).s3.getObject(Self.listed) }
    guard case .changed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func anObjectThatEndsBeforeItsListedSizeIsResumedThoughNoLengthWasDeclared() throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 100_000, undeclared: true), .object(Self.size))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    #expect(reader.size == Int64(Self.size))
    #expect(try reader.readAll() == standInBytes(Self.size))
    #expect(try server.asked().map { $0.header("Range") } == [nil, "bytes=100000-"])
  }

  @Test func anObjectThatAlwaysEndsBeforeItsListedSizeIsAnError() throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 1000, undeclared: true))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    guard case .transport(let problem, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.reason == "the answer ended after 5000 of 300000 bytes")
  }

  @Test func anObjectThatIsWholeNeedsNoDeclaredLength() throws {
    let server = try StandInServer(.object(Self.size, undeclared: true))
    #expect(try TestClient(server.url).s3.getObject(Self.listed).readAll() == standInBytes(Self.size))
    #expect(try server.asked().count == 1)
  }

  @Test func anObjectOfWhichNothingTellsTheLengthIsNotTakenForWhole() throws {
    let server = try StandInServer(.object(Self.size, cutAfter: 100_000, undeclared: true))
    let error = #expect(throws: AWSError.self) {
      try TestClient(server.url).s3.getObject(bucket: "audit", key: "a", isKnown: true)
    }
    guard case .transport(let problem, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      problem.reason == "the answer has no Content-Length, so that nothing tells whether the object came whole")
    #expect(error?.meaning == .unavailable)
  }

  @Test(
    arguments: [
      (.object(size + 1, undeclared: true), .drop), (.object(size, cutAfter: 100_000), restWithOneByteMore),
    ] as [(StandInServer.Act, StandInServer.Act)])
  func anObjectThatGoesOnBehindItsListedSizeHasChanged(_ first: StandInServer.Act, _ second: StandInServer.Act) throws {
    let server = try StandInServer(first, second)
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    let error = #expect(throws: AWSError.self) { try reader.readAll() }
    guard case .changed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reader.offset <= Int64(Self.size))
  }

  @Test func anETagThatIsListedWithoutQuotesIsStillACondition() throws {
    let server = try StandInServer(.object(5))
    let listed = S3Object(bucket: "audit", key: "a", size: 5, eTag: "one", lastModified: 0)
    #expect(try TestClient(server.url).s3.getObject(listed).readAll() == standInBytes(5))
    #expect(try server.asked().first?.header("If-Match") == "\"one\"")
  }

  @Test func aClosedReaderHasNoMoreBytes() throws {
    let server = try StandInServer(.object(Self.size))
    let reader = try TestClient(server.url).s3.getObject(Self.listed)
    reader.close()
    #expect(try reader.readAll().isEmpty)
  }

  @Test(arguments: [
    ("tab\tand\r\nfeed", "/audit/tab%09and%0D%0Afeed"), ("/../a//", "/audit//../a//"), ("..", "/audit/.."),
    ("%2F ?#", "/audit/%252F%20%3F%23"), ("\u{0}", "/audit/%00"), ("😀", "/audit/%F0%9F%98%80"),
  ])
  func aKeyIsSentEncodedOnceAndNotResolved(_ key: String, _ target: String) throws {
    let server = try StandInServer(.object(5))
    _ = try TestClient(server.url).s3.getObject(bucket: "audit", key: key)
    #expect(try server.asked().map(\.target) == [target])
  }
}

@Suite struct ContentRangeTests {
  @Test(arguments: [("bytes 0-9/10", 0, 9, 10), ("Bytes 5-9/*", 5, 9, nil)] as [(String, Int64, Int64, Int64?)])
  func readsARange(_ text: String, _ first: Int64, _ last: Int64, _ total: Int64?) {
    let range = ContentRange(text)
    #expect(range?.first == first)
    #expect(range?.last == last)
    #expect(range?.total == total)
  }

  @Test(arguments: [
    "", "bytes", "bytes */10", "bytes 5-4/10", "bytes 0-10/10", "bytes 0-9", "bytes -1-9/10", "bytes a-b/c",
    "bytes 0-9/x", "bytes 0-99999999999999999999/*", "bytes 0-9/10/11", "bytes 0-9223372036854775807/*",
  ])
  func refusesWhatIsNone(_ text: String) {
    #expect(ContentRange(text) == nil)
  }
}
