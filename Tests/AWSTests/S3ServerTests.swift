import Foundation
import Support
import Testing

@testable import AWS

/// Against moto, with every signature checked.
@Suite struct MotoTests {
  static let server = Result { try MotoServer(buckets: ["audit", "pages", "dotted.name", "nothing-in-it"]) }

  static func client() throws -> TestClient {
    let moto = try server.get()
    return try TestClient(moto.url, keyId: moto.accessKeyId, secret: moto.secretAccessKey)
  }

  @Test(arguments: [
    "plain.json", "a//b", "deep/er//est", "../x", "a/../b", "./x", "bell\u{7}", "vertical\u{B}tab", "escape\u{1B}",
    "del\u{7F}",
    "tilde~dash-dot.under_", "trailing/", "red flower.jpg", " leading", "a+b", "a=b&c=d", "100%", "already%20encoded",
    "%2F", "quote'single",
    "quote\"double", "a?b#c", "semi;colon:comma,at@", "(brackets)[square]{curly}", "star*bang!dollar$",
    "é precomposed", "e\u{301} decomposed", "ключ-文件", "emoji 😀👩‍👩‍👧.json",
  ])
  func anObjectIsFoundByItsListedKeyAndReadBack(_ key: String) throws {
    let body = Data("contents of \(key.debugDescription)".utf8)
    let prefix = "round-trip-\(key.utf8.count)-\(UInt32.random(in: 0 ... .max))/"
    try Self.server.get().put(prefix + key, body, in: "audit")
    let client = try Self.client()

    let listed = try client.list("s3://audit/\(prefix)")

    #expect(listed.map { Array($0.key.utf8) } == [Array((prefix + key).utf8)])
    let object = try #require(listed.first)
    #expect(object.size == Int64(body.count))
    #expect(Data(try client.s3.getObject(object).readAll()) == body)
    #expect(Data(try client.s3.getObject(bucket: "audit", key: prefix + key).readAll()) == body)
  }

  @Test func aListingIsReadPageByPage() throws {
    let keys = (0..<7).map { "page/\($0).json" }
    for key in keys { try Self.server.get().put(key, Data("x".utf8), in: "pages") }
    let client = try Self.client()

    #expect(try client.list("s3://pages/page/", pageSize: 2).map(\.key) == keys)
    var listing = client.s3.listObjects(try S3Location("s3://pages/page/"), pageSize: 3)
    #expect(try listing.nextPage()?.count == 3)
  }

  @Test func aPrefixWhereNothingMatchesIsAnEmptyListing() throws {
    let client = try Self.client()
    #expect(try client.list("s3://nothing-in-it/keys/").isEmpty)
    #expect(try client.s3.firstObject(in: S3Location("s3://nothing-in-it")) == nil)
  }

  @Test func anEmptyObjectHasNoBytes() throws {
    try Self.server.get().put("empty/", Data(), in: "audit")
    let client = try Self.client()
    let object = try #require(try client.s3.firstObject(in: S3Location("s3://audit/empty/")))
    #expect(object.isFolderMarker)
    #expect(try client.s3.getObject(object).readAll().isEmpty)
  }

  @Test func aDottedBucketIsAskedByPath() throws {
    try Self.server.get().put("a", Data("dots".utf8), in: "dotted.name")
    #expect(try Self.client().s3.getObject(bucket: "dotted.name", key: "a").readAll() == Array("dots".utf8))
  }

  @Test func aWrongSecretIsRefused() throws {
    let client = try TestClient(try Self.server.get().url, keyId: Self.server.get().accessKeyId, secret: "wrong")
    let error = #expect(throws: AWSError.self) { try client.list("s3://audit/keys/") }
    #expect(
      error?.description == "cannot list s3://audit/keys/: the signature is refused: the secret key is not that of the "
        + "access key (403 SignatureDoesNotMatch). Check AWS_SECRET_ACCESS_KEY or the profile")
    #expect(client.waits.count == 0)
  }

  @Test func anUnknownKeyIsRefused() throws {
    let client = try TestClient(try Self.server.get().url, keyId: "AKIANOBODY", secret: "wrong")
    let error = #expect(throws: AWSError.self) { try client.list("s3://audit/") }
    #expect(
      error?.description == "cannot list s3://audit/: AWS does not know the access key (403 InvalidAccessKeyId). "
        + "Check AWS_ACCESS_KEY_ID or the profile")
  }

  @Test func aKeyWithoutPermissionIsToldWhatItNeeds() throws {
    let moto = try Self.server.get()
    let client = try TestClient(moto.url, keyId: moto.strangerKeyId, secret: moto.strangerSecret)
    let listing = #expect(throws: AWSError.self) { try client.list("s3://audit/keys/") }
    #expect(
      listing?.description == "cannot list s3://audit/keys/: this key may not s3:ListBucket (403 AccessDenied). "
        + "Allow it on arn:aws:s3:::audit")
    let reading = #expect(throws: AWSError.self) { try client.s3.getObject(bucket: "audit", key: "a") }
    #expect(
      reading?.description
        == "cannot read s3://audit/a: this key may not s3:GetObject, or there is no such object, which "
        + "S3 tells only those who may s3:ListBucket on arn:aws:s3:::audit (403 AccessDenied). Allow it on arn:aws:s3:::audit/*"
    )
  }

  @Test func aBucketThatIsNotThereIsNotFound() throws {
    let client = try Self.client()
    let error = #expect(throws: AWSError.self) { try client.list("s3://no-such-bucket/keys/") }
    guard case .notFound(let answer) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(answer.code == "NoSuchBucket")
    #expect(
      answer.description == "cannot list s3://no-such-bucket/keys/: there is no such bucket (404 NoSuchBucket). "
        + "Check its name and the account")
  }

  @Test func anObjectThatIsNotThereIsNotFoundAndAListedOneVanished() throws {
    let client = try Self.client()
    let missing = #expect(throws: AWSError.self) { try client.s3.getObject(bucket: "audit", key: "missing") }
    #expect(missing?.description == "cannot read s3://audit/missing: there is no such object (404 NoSuchKey)")
    let listed = S3Object(bucket: "audit", key: "missing", size: 5, eTag: "\"one\"", lastModified: 0)
    let vanished = #expect(throws: AWSError.self) { try client.s3.getObject(listed) }
    #expect(vanished?.description == "s3://audit/missing is gone: it was deleted after it was listed")
  }

  @Test func anObjectThatIsAnotherThanWasListedHasChanged() throws {
    try Self.server.get().put("changing", Data("before".utf8), in: "audit")
    let client = try Self.client()
    let object = try #require(try client.s3.firstObject(in: S3Location("s3://audit/changing")))
    try Self.server.get().put("changing", Data("after!".utf8), in: "audit")
    let error = #expect(throws: AWSError.self) { try client.s3.getObject(object) }
    #expect(error?.description == "s3://audit/changing changed while it was read. Run again to ship it as it is now")
  }
}

/// Against `rclone serve s3`, which shares no code with moto or botocore, and lists keys with `+` for a space.
@Suite struct RcloneTests {
  static let server = Result { try RcloneServer(bucket: "audit") }

  static func client() throws -> TestClient {
    let rclone = try server.get()
    return try TestClient(rclone.url, keyId: rclone.accessKeyId, secret: rclone.secretAccessKey)
  }

  @Test(arguments: [
    "plain.json", "red flower.jpg", " leading", "a+b", "a=b&c=d", "100%", "already%20encoded", "%2F", "quote'single",
    "quote\"double", "a?b#c", "semi;colon:comma,at@", "(brackets)[square]{curly}", "star*bang!dollar$",
    "é precomposed", "e\u{301} decomposed", "ключ-文件", "emoji 😀👩‍👩‍👧.json", "a b/c+d/e%f",
  ])
  func anObjectIsFoundByItsListedKeyAndReadBack(_ key: String) throws {
    let rclone = try Self.server.get()
    let prefix = "round-trip-\(UInt32.random(in: 0 ... .max))/"
    let body = Data("contents of \(key)".utf8)
    _ = try rclone.folder.write("audit/\(prefix)\(key)", body)
    let client = try Self.client()

    let listed = try client.list("s3://audit/\(prefix)")

    #expect(listed.map { Array($0.key.utf8) } == [Array((prefix + key).utf8)])
    let object = try #require(listed.first)
    #expect(object.size == Int64(body.count))
    #expect(Data(try client.s3.getObject(object).readAll()) == body)
  }

  @Test func aLiteralPrefixWithAwkwardCharactersFindsItsObjects() throws {
    let rclone = try Self.server.get()
    _ = try rclone.folder.write("audit/pre fix+%/one", text: "1")
    _ = try rclone.folder.write("audit/pre fix+%/two", text: "2")
    #expect(
      try Self.client().list("s3://audit/pre fix+%/", pageSize: 1).map(\.key) == ["pre fix+%/one", "pre fix+%/two"])
  }

  @Test func aWrongSecretIsRefused() throws {
    let rclone = try Self.server.get()
    let client = try TestClient(rclone.url, keyId: rclone.accessKeyId, secret: "wrong")
    let error = #expect(throws: AWSError.self) { try client.list("s3://audit/") }
    guard case .refused(let answer) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(answer.code == "SignatureDoesNotMatch")
  }
}
