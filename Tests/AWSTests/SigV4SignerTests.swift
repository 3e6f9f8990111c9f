import Digest
import Testing
import Transport

@testable import AWS

@Suite struct SigV4SignerTests {
  static let fixture = Fixture.load("sigv4.json", as: SignedRequests.self)

  static func credentials(withToken: Bool) -> AWSCredentials {
    AWSCredentials(
      accessKeyId: fixture.accessKeyId, secretAccessKey: Secret(fixture.secretAccessKey),
      sessionToken: withToken ? Secret(fixture.sessionToken) : nil)
  }

  @Test func theFixtureHasAtLeastSixtyRequests() {
    #expect(Self.fixture.requests.count >= 60)
  }

  @Test(arguments: fixture.requests)
  func signsAsBotocoreDoes(_ entry: SignedRequests.Entry) throws {
    let signer = SigV4Signer(
      service: entry.service, region: entry.region, credentials: Self.credentials(withToken: entry.token))
    let given = entry.headers.map { Header($0[0], $0[1]) }
    let signed = signer.sign(
      try #require(Request.Method(rawValue: entry.method)), url: entry.url, headers: given,
      payloadHash: entry.payloadHash, at: Self.fixture.time)

    #expect(Array(signed.prefix(given.count)) == given)
    let added = Dictionary(
      signed.dropFirst(given.count).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in "\(first) twice" })
    #expect(added == entry.added)
  }

  @Test func signingAgainReplacesTheEarlierSignature() {
    let signer = SigV4Signer(service: "s3", region: "eu-west-1", credentials: Self.credentials(withToken: true))
    let url = "https://audit.s3.eu-west-1.amazonaws.com/a"
    let first = signer.sign(.get, url: url, headers: [Header("Range", "bytes=1-")], at: 0)
    let second = signer.sign(.get, url: url, headers: first, at: Self.fixture.time)

    #expect(second == signer.sign(.get, url: url, headers: [Header("Range", "bytes=1-")], at: Self.fixture.time))
    #expect(second.filter { $0.name == "Authorization" }.count == 1)
  }

  @Test func anEmptyPathIsSignedAsTheSlashThatIsSent() {
    let signer = SigV4Signer(service: "s3", region: "eu-west-1", credentials: Self.credentials(withToken: false))
    let host = "https://audit.s3.eu-west-1.amazonaws.com"
    #expect(
      signer.sign(.get, url: "\(host)?location", at: 0).last == signer.sign(.get, url: "\(host)/?location", at: 0).last)
  }

  @Test func theSignatureDoesNotHoldTheSecret() {
    let signer = SigV4Signer(service: "s3", region: "eu-west-1", credentials: Self.credentials(withToken: false))
    let text = "\(signer) \(signer.sign(.get, url: "https://a.example/", at: 0))"
    #expect(!text.contains(Self.fixture.secretAccessKey))
  }
}

@Suite struct PercentEncodingTests {
  static let fixture = Fixture.load("encodings.json", as: Encodings.self)

  @Test(arguments: fixture.keys)
  func encodesAKeyAsBotocoreDoes(_ entry: Encodings.Key) {
    #expect(PercentEncoding.path(entry.key) == entry.path)
  }

  @Test(arguments: fixture.listed)
  func decodesAListedKeyAsBotocoreDoes(_ entry: Encodings.Listed) throws {
    let key = try #require(PercentEncoding.decodeForm(entry.listed))
    #expect(Array(key.utf8) == Array(entry.key.utf8))
  }

  @Test(arguments: fixture.keys)
  func aKeyIsDecodedToTheVeryBytesThatWereEncoded(_ entry: Encodings.Key) throws {
    let key = try #require(PercentEncoding.decodeForm(PercentEncoding.query(entry.key)))
    #expect(Array(key.utf8) == Array(entry.key.utf8))
  }

  @Test(arguments: ["%ff", "a%C3", "%ED%A0%80"])
  func bytesThatAreNoUTF8AreNoKey(_ listed: String) {
    #expect(PercentEncoding.decodeForm(listed) == nil)
  }
}

@Suite struct UTCTimeTests {
  // From `date -u -d @N +%Y%m%dT%H%M%SZ`.
  @Test(
    arguments: [
      (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
      (1_709_251_199, "20240229T235959Z"), (1_795_316_402, "20261122T030002Z"), (4_107_542_400, "21000301T000000Z"),
      (-1, "19691231T235959Z"),
    ] as [(Int64, String)])
  func writesTheBasicForm(_ seconds: Int64, _ text: String) {
    #expect(UTCTime(seconds).basicText == text)
  }

  @Test(
    arguments: [
      ("2026-11-22T03:00:02Z", 1_795_316_402), ("2026-11-22T03:00:02.000Z", 1_795_316_402),
      ("2000-02-29T00:00:00.123456789Z", 951_782_400), ("1969-12-31T23:59:59Z", -1),
    ] as [(String, Int64)])
  func readsTheTimesOfAListing(_ text: String, _ seconds: Int64) {
    #expect(UTCTime(iso8601: text)?.secondsSince1970 == seconds)
  }

  @Test(arguments: [
    "", "2026-11-22", "2026-11-22T03:00:02", "2026-11-22T03:00:02+01:00", "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T03:00:02.Z", "2026-11-22 03:00:02Z",
    "+026-11-22T03:00:02Z",
    "2026-11-22T03:00:02.xZ",
  ])
  func refusesWhatIsNoTime(_ text: String) {
    #expect(UTCTime(iso8601: text) == nil)
  }
}
