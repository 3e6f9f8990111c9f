import Foundation
import Support
import Testing

@testable import AWS

@Suite struct PrefixListingTests {
  @Test func foldersAreAskedForByDelimiterPageByPage() throws {
    let server = try StandInServer(
      .answer(200, [:], folderPage(["a%2Fb+c/", "a/%C3%A9/"], token: "next/+=")),
      .answer(200, [:], folderPage(["a/z/"])))
    var listing = try TestClient(server.url).s3.listPrefixes(in: S3Location("s3://audit/a/"))
    #expect(try server.asked().isEmpty)
    #expect(try listing.nextPage() == ["a/b c/", "a/é/"])
    #expect(try server.asked().count == 1)
    #expect(try listing.nextPage() == ["a/z/"])
    #expect(try listing.nextPage() == nil)

    let query = "/audit?list-type=2&encoding-type=url&max-keys=1000&prefix=a%2F&delimiter=%2F"
    #expect(try server.asked().map(\.target) == [query, "\(query)&continuation-token=next%2F%2B%3D"])
  }

  @Test func objectsBesideTheFoldersAreLeftOut() throws {
    let page = listingPage(["a/loose"]).replacing(
      "<EncodingType>", with: "<CommonPrefixes><Prefix>a/b/</Prefix></CommonPrefixes><EncodingType>")
    let server = try StandInServer(.answer(200, [:], page))
    #expect(try TestClient(server.url).folders("s3://audit/a/") == ["a/b/"])
  }

  @Test func thePrefixThatWasAskedWithIsNoFolder() throws {
    let page = folderPage(["a/b/"]).replacing("<Name>", with: "<Prefix>a/</Prefix><Name>")
    let server = try StandInServer(.answer(200, [:], page))
    #expect(try TestClient(server.url).folders("s3://audit/a/") == ["a/b/"])
  }

  @Test(arguments: ["other/", "a/b", "a", "", "A/b/"])
  func aPrefixThatWasNotAskedForIsRefused(_ prefix: String) throws {
    let server = try StandInServer(.answer(200, [:], folderPage([prefix])))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).folders("s3://audit/a/") }
    #expect(
      error?.description == "cannot list s3://audit/a/: the answer is not one that AWS gives: \"\(prefix)\" is no "
        + "prefix that was asked for")
  }

  @Test func aPrefixThatIsNotUTF8IsRefused() throws {
    let server = try StandInServer(.answer(200, [:], folderPage(["a/%ff/"])))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).folders("s3://audit/a/") }
    #expect(error?.description.hasSuffix("a Prefix is not UTF-8") == true)
  }

  @Test func aTokenThatComesAgainIsAnEndlessListing() throws {
    let server = try StandInServer(.answer(200, [:], folderPage(["a/b/"], token: "1")))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).folders("s3://audit/a/") }
    #expect(error?.description.hasSuffix("its NextContinuationToken came before, so the listing has no end") == true)
    #expect(try server.asked().count == 2)
  }

  @Test(arguments: [
    (folderPage([], token: "@"), 1000, "1000 pages in a row had nothing in them, so the listing has no end"),
    (folderPage(["a/b/"], token: "@"), 10_000, "it goes on after 10000 pages, so the listing has no end"),
  ])
  func aListingWithoutEndIsGivenUp(_ page: String, _ pages: Int, _ words: String) throws {
    let location = try S3Location("s3://audit/a/")
    let operation = AWSOperation(action: "s3:ListBucket", verb: "list", resource: "s3://audit/a/", arn: "")
    var listing = PrefixListing(location, operation: operation) { token throws(AWSError) in
      do {
        let next = page.replacing("@", with: "\((token.flatMap { Int($0) } ?? 0) + 1)")
        return try ListObjectsAnswer(Array(next.utf8), bucket: "audit")
      } catch {
        throw .configuration("\(error)")
      }
    }
    var asked = 0
    let error = #expect(throws: AWSError.self) {
      repeat { asked += 1 } while try listing.nextPage() != nil
    }
    #expect(asked == pages)
    #expect(error == .malformedAnswer(words, operation))
  }

  @Test func motoListsTheFoldersOfOneLevel() throws {
    let moto = try MotoServer(buckets: ["audit"])
    for key in ["a/1/x", "a/1/y", "a/2/deep/er", "a/a b+c/x", "a/é/x", "a/loose", "b/3/x"] {
      try moto.put(key, Data("x".utf8), in: "audit")
    }
    let client = try TestClient(moto.url, keyId: moto.accessKeyId, secret: moto.secretAccessKey)
    #expect(try client.folders("s3://audit/a/") == ["a/1/", "a/2/", "a/a b+c/", "a/é/"])
    #expect(try client.folders("s3://audit/a/", pageSize: 1) == ["a/1/", "a/2/", "a/a b+c/", "a/é/"])
    #expect(try client.folders("s3://audit") == ["a/", "b/"])
    #expect(try client.folders("s3://audit/none/").isEmpty)
  }
}

extension TestClient {
  fileprivate func folders(_ location: String, pageSize: Int = 1000) throws -> [String] {
    var listing = s3.listPrefixes(in: try S3Location(location), pageSize: pageSize)
    var folders: [String] = []
    while let page = try listing.nextPage() { folders += page }
    return folders
  }
}

/// A listing's page with these folders and no object.
private func folderPage(_ prefixes: [String], token: String? = nil) -> String {
  let folders = prefixes.map { "<CommonPrefixes><Prefix>\($0)</Prefix></CommonPrefixes>" }.joined()
  return listingPage([], token: token).replacing("<EncodingType>", with: "\(folders)<EncodingType>")
}
