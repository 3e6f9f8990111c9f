import Support
import Synchronization
import Testing

@testable import AWS

@Suite struct ObjectListingTests {
  @Test func aPageIsAskedForOnlyWhenItIsNeeded() throws {
    let server = try StandInServer(
      .answer(200, [:], listingPage(["a", "b"], token: "next/+=")), .answer(200, [:], listingPage(["c"])))
    let client = try TestClient(server.url)
    var listing = client.s3.listObjects(try S3Location("s3://audit/pre fix/é"))
    #expect(try server.asked().isEmpty)
    #expect(try listing.next()?.key == "a")
    #expect(try listing.next()?.key == "b")
    #expect(try server.asked().count == 1)
    #expect(try listing.next()?.key == "c")
    #expect(try listing.next() == nil)
    #expect(try listing.next() == nil)

    let query = "/audit?list-type=2&encoding-type=url&max-keys=1000&prefix=pre%20fix%2F%C3%A9"
    #expect(try server.asked().map(\.target) == [query, "\(query)&continuation-token=next%2F%2B%3D"])
  }

  @Test func anEntryIsReadWithAllItsValues() throws {
    let server = try StandInServer(.answer(200, [:], listingPage(["a+b%2Bc%0A"])))
    #expect(
      try TestClient(server.url).list("s3://audit/") == [
        S3Object(
          bucket: "audit", key: "a b+c\n", size: 5, eTag: "\"one\"", lastModified: 1_795_316_402,
          storageClass: "STANDARD")
      ])
  }

  @Test func keysAreTakenAsTheyAreWhenTheServerDoesNotEncodeThem() throws {
    let page = listingPage(["a+b%2B&amp;&#x9;"]).replacing("<EncodingType>url</EncodingType>", with: "")
    let server = try StandInServer(.answer(200, [:], page))
    #expect(try TestClient(server.url).list("s3://audit/").map(\.key) == ["a+b%2B&\t"])
  }

  @Test func aTokenThatComesAgainIsAnEndlessListing() throws {
    let server = try StandInServer(
      .answer(200, [:], listingPage(["a"], token: "1")), .answer(200, [:], listingPage(["b"], token: "2")),
      .answer(200, [:], listingPage(["c"], token: "1")))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list("s3://audit/") }
    #expect(
      error?.description == "cannot list s3://audit/: the answer is not one that AWS gives: its NextContinuationToken "
        + "came before, so the listing has no end")
  }

  @Test(arguments: [["a"], ["a", "c"]]) func aPageThatBeginsAsOneBeforeIsAnEndlessListing(_ beginnings: [String]) throws
  {
    let pages = (0..<20).map { number in
      StandInServer.Act.answer(
        200, [:], listingPage([beginnings[number % beginnings.count], "x\(number)"], token: "\(number)"))
    }
    let server = try StandInServer(pages)
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list("s3://audit/") }
    #expect(
      error?.description == "cannot list s3://audit/: the answer is not one that AWS gives: a page begins with what a "
        + "page before began with, so the listing has no end")
    #expect(try server.asked().count == beginnings.count + 1)
  }

  @Test func keysThatSwiftTakesForEqualAreTwo() throws {
    let server = try StandInServer(
      .answer(200, [:], listingPage(["e%CC%81"], token: "1")), .answer(200, [:], listingPage(["%C3%A9"], token: "2")),
      .answer(200, [:], listingPage(["z"])))
    #expect(try TestClient(server.url).list("s3://audit/").count == 3)
  }

  @Test func anEmptyPageWithATokenIsGoneOnFrom() throws {
    let server = try StandInServer(
      .answer(200, [:], listingPage([], token: "1")), .answer(200, [:], listingPage(["a"])))
    #expect(try TestClient(server.url).list("s3://audit/").map(\.key) == ["a"])
  }

  @Test func emptyPagesWithoutEndAreAnEndlessListing() throws {
    let operation = AWSOperation(
      action: "s3:ListBucket", verb: "list", resource: "s3://audit/", arn: "arn:aws:s3:::audit")
    let count = Mutex(0)
    var listing = ObjectListing(operation) { _, _ throws(AWSError) in
      let number = count.withLock { count in
        count += 1
        return count
      }
      // A listing without the bound would go on for ever, and the test with it.
      guard number <= 5000 else { throw .configuration("asked for \(number) pages") }
      do throws(XMLProblem) {
        return try ListObjectsAnswer(Array(listingPage([], token: "\(number)").utf8), bucket: "audit")
      } catch {
        throw .malformedAnswer(error.reason, operation)
      }
    }
    let error = #expect(throws: AWSError.self) { try listing.next() }
    #expect(
      error?.description == "cannot list s3://audit/: the answer is not one that AWS gives: 1000 pages in a row had "
        + "nothing in them, so the listing has no end")
    #expect(count.withLock { $0 } == 1000)
  }

  @Test func aPageThatFailedIsAskedForAgain() throws {
    let server = try StandInServer(
      .answer(200, [:], listingPage(["a"], token: "1")), .answer(400, [:], errorBody("Odd")),
      .answer(200, [:], listingPage(["b"])))
    var listing = try TestClient(server.url).s3.listObjects(S3Location("s3://audit/"))
    #expect(try listing.next()?.key == "a")
    #expect(throws: AWSError.self) { try listing.next() }
    #expect(try listing.next()?.key == "b")
  }

  @Test(arguments: [
    ("", "it is no XML"), ("<ListBucketResult><Contents>", "it is no XML"), ("{}", "it is no XML"),
    ("<ListBucketResult><Name></Nome></ListBucketResult>", "it is no XML"),
    ("<ListBucketResult></ListBucketResult>trailing", "it is no XML"),
    ("<html></html>", "it is a html and no ListBucketResult"),
    (
      "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><ListBucketResult>&y;</ListBucketResult>",
      "it has a document type"
    ), (listingPage(["a"], isTruncated: true), "it is truncated and has no NextContinuationToken"),
    (listingPage([""]), "an entry lacks its Key, Size or LastModified"),
    (listingPage(["%ff"]), "a Key is not UTF-8"),
    (listingPage(["a"]).replacing("<Size>5</Size>", with: "<Size>-5</Size>"), "a Size is no number"),
    (listingPage(["a"]).replacing("<Size>5</Size>", with: ""), "an entry lacks its Key, Size or LastModified"),
    (listingPage(["a"]).replacing("2026-11-22T", with: "2026-11-31T"), "a LastModified is no time"),
    (
      String(repeating: "<ListBucketResult>", count: 40) + String(repeating: "</ListBucketResult>", count: 40),
      "it is nested deeper than 32"
    ),
  ])
  func whatIsNoListingIsRefused(_ body: String, _ what: String) throws {
    let server = try StandInServer(.answer(200, [:], body))
    let error = try #require(#expect(throws: AWSError.self) { try TestClient(server.url).list("s3://audit/") })
    #expect(
      error.description.hasPrefix("cannot list s3://audit/: the answer is not one that AWS gives: \(what)"),
      "\(error.description)")
  }

  @Test func aListingThatBreaksOffIsAskedForAgain() throws {
    var broken = StandInServer.Act.answer(200, [:], listingPage(["a"]))
    broken.cutAfter = 100
    let server = try StandInServer(broken, .answer(200, [:], listingPage(["a"])))
    #expect(try TestClient(server.url).list("s3://audit/").map(\.key) == ["a"])
  }

  @Test func theFirstObjectCostsOneRequestForOneKey() throws {
    let server = try StandInServer(.answer(200, [:], listingPage(["a"], token: "1")))
    #expect(try TestClient(server.url).s3.firstObject(in: S3Location("s3://audit/"))?.key == "a")
    #expect(try server.asked().map(\.target) == ["/audit?list-type=2&encoding-type=url&max-keys=1&prefix="])
  }
}
