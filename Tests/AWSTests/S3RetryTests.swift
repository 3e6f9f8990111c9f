import Digest
import Foundation
import Support
import Synchronization
import Testing
import Transport

@testable import AWS

@Suite struct S3RetryTests {
  static let location = "s3://audit/keys/"

  @Test(arguments: [500, 502, 503, 504])
  func whatMayPassIsTriedAgainAndSignedAnew(_ status: Int) throws {
    let server = try StandInServer(.answer(status), .answer(status), .answer(200, [:], listingPage(["keys/a"])))
    let client = try TestClient(server.url)

    #expect(try client.list(Self.location).map(\.key) == ["keys/a"])
    #expect(client.waits.count == 2)
    #expect(try server.asked().allSatisfy { $0.header("Authorization")?.hasPrefix("AWS4-HMAC-SHA256 ") == true })
  }

  @Test(arguments: ["RequestTimeout", "SlowDown"])
  func aCodeThatMayPassIsTriedAgainWhateverItsStatus(_ code: String) throws {
    let server = try StandInServer(.answer(400, [:], errorBody(code)), .answer(200, [:], listingPage([])))
    #expect(try TestClient(server.url).list(Self.location).isEmpty)
  }

  @Test func fiveAttemptsAreMadeAndTheLastAnswerIsTold() throws {
    let server = try StandInServer(.answer(500, [:], errorBody("InternalError", "We have trouble.")))
    let client = try TestClient(server.url)
    let error = #expect(throws: AWSError.self) { try client.list(Self.location) }
    #expect(error?.description == "cannot list s3://audit/keys/: We have trouble. (500 InternalError)")
    #expect(try server.asked().count == 5)
    #expect(client.waits.count == 4)
  }

  static let throttles: [StandInServer.Act] = [
    .answer(503, [:], errorBody("SlowDown")), .answer(429), .answer(400, [:], errorBody("Throttling")),
    .answer(400, [:], errorBody("RequestLimitExceeded")),
  ]

  @Test(arguments: throttles) func aRequestTooManyUsesUpNoTry(_ act: StandInServer.Act) throws {
    let refused = Array(repeating: act, count: 12)
    let page = StandInServer.Act.answer(200, [:], listingPage(["keys/a"]))
    let list = try StandInServer(refused + [page])
    #expect(try TestClient(list.url).list(Self.location).map(\.key) == ["keys/a"])
    let get = try StandInServer(refused + [.answer(200, ["ETag": "\"e\""], "hello")])
    #expect(try TestClient(get.url).s3.getObject(bucket: "audit", key: "a").readAll() == Array("hello".utf8))
    #expect(try get.asked().count == 13)
    #expect(try get.asked().allSatisfy { $0.header("Authorization")?.hasPrefix("AWS4-HMAC-SHA256 ") == true })
  }

  /// An answer to HEAD has no words: of S3 a 503 means that it is asked too often.
  @Test func aHeadIsAskedOnAsWell() throws {
    let server = try StandInServer(
      Array(repeating: .answer(503), count: 12) + [.answer(200, ["ETag": "\"e\""], "hello")])
    #expect(try TestClient(server.url).s3.object(at: S3Location("s3://audit/a")).eTag == "\"e\"")
  }

  @Test func whoIsThrottledForAllOfTheBudgetGivesUp() throws {
    let server = try StandInServer(.answer(503, [:], errorBody("SlowDown", "Reduce your request rate.")))
    let client = try TestClient(server.url)
    let error = #expect(throws: AWSError.self) { try client.list(Self.location) }
    #expect(
      error?.description == "cannot list s3://audit/keys/: Reduce your request rate. (503 SlowDown). It is asked too "
        + "often; run again later")
    #expect(error?.meaning == .unavailable)
    #expect(client.waits.total > .seconds(300) && client.waits.total < .seconds(310))
    // Not in vain all the time: pauses grow, to five seconds.
    let asked = try server.asked().count
    #expect(asked > 60 && asked < 200, "\(asked)")
    // The next one need not find out for itself.
    #expect(throws: AWSError.self) { try client.list(Self.location) }
    #expect(try server.asked().count == asked + 1)
  }

  @Test func withoutABudgetEachRequestHasItsTries() throws {
    let server = try StandInServer(.answer(503, [:], errorBody("SlowDown")))
    var configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(server.url, origin: "test"))
    configuration.throttlingBudget = .zero
    let client = try TestClient(configuration)
    for number in 1...2 {
      #expect(throws: AWSError.self) { try client.list(Self.location) }
      #expect(try server.asked().count == 5 * number)
    }
  }

  /// A client that asks on for two seconds.
  private func hasty(_ url: String, max: Duration = .seconds(30)) throws -> TestClient {
    var configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(url, origin: "test"), retry: RetryPolicy(max: max))
    configuration.throttlingBudget = .seconds(2)
    return try TestClient(configuration)
  }

  @Test(arguments: ["SlowDown", "ServiceUnavailable"]) func noServerIsWaitedForBeyondTheBudget(_ code: String) throws {
    let server = try StandInServer(.answer(503, ["Retry-After": "1000000000000000000"], errorBody(code)))
    let client = try hasty(server.url)
    let error = #expect(throws: AWSError.self) { try client.list(Self.location) }
    #expect(error?.meaning == .unavailable)
    #expect(client.waits.total < .seconds(3))
  }

  @Test func theLongestPauseIsThatOfThePolicy() throws {
    let refusal = StandInServer.Act.answer(503, ["Retry-After": "20"], errorBody("ServiceUnavailable"))
    let server = try StandInServer(refusal, .answer(200, [:], listingPage([])))
    let client = try hasty(server.url, max: .seconds(1))
    _ = try client.list(Self.location)
    #expect(client.waits.total == .seconds(1))
  }

  @Test func anErrorWhoseWordsDripIsNotReadForEver() throws {
    var act = StandInServer.Act.answer(503, [:], String(repeating: "x", count: 400))
    act.drip = 0.05
    let server = try StandInServer(act)
    let credentials = AWSCredentials(accessKeyId: "AKIA", secretAccessKey: Secret("s"))
    let options = HTTPClientOptions(userAgent: "logship-test", timeouts: Timeouts(stall: .milliseconds(300)))
    let s3 = S3Client(
      S3Configuration(
        region: try Region(setting: "us-east-1", environment: [:], profile: nil),
        endpoint: try Endpoint(server.url, origin: "test"), attempts: 1),
      http: HTTPClient(options), credentials: RefreshingCredentials(now: { 0 }) { () throws(AWSError) in credentials })
    let error = #expect(throws: AWSError.self) { try s3.getObject(bucket: "audit", key: "a") }
    guard case .transport(let problem, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(problem.reason.hasPrefix("the answer was not complete after 1.5 s, though "))
  }

  @Test func aBudgetOfThrottlingBeginsWithTheFirstRefusal() {
    var tries = RequestTries(limit: 3, retry: RetryPolicy(), throttlingBudget: .seconds(10))
    let times = [100, 109, 109, 111, 109].map { tries.throttled(at: .seconds($0)) }
    #expect(times == [1, 2, 3, nil, 5])
    // Who waits so long for a turn that the budget is over by the second one.
    var late = RequestTries(limit: 3, retry: RetryPolicy(), throttlingBudget: .seconds(10))
    #expect([100, 200, 200].map { late.throttled(at: .seconds($0)) } == [1, 2, nil])
  }

  @Test func aConnectionThatClosesWithoutAnAnswerIsTriedAgain() throws {
    let server = try StandInServer(.drop, .answer(200, [:], listingPage(["keys/a"])))
    #expect(try TestClient(server.url).list(Self.location).map(\.key) == ["keys/a"])
  }

  @Test func aServerThatIsNotThereIsATransportErrorAfterFiveAttempts() throws {
    let client = try TestClient("http://127.0.0.1:1")
    let error = #expect(throws: AWSError.self) { try client.list(Self.location) }
    guard case .transport(let failure, let operation) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(failure.phase == .connect)
    #expect(operation.action == "s3:ListBucket")
    #expect(client.waits.count == 4)
  }

  @Test func retryAfterIsTheLeastThatIsWaited() throws {
    let server = try StandInServer(.answer(503, ["Retry-After": "17"]), .answer(200, [:], listingPage([])))
    let client = try TestClient(server.url)
    _ = try client.list(Self.location)
    #expect(client.waits.total == .seconds(17))
  }

  @Test func nobodyWaitsForADay() throws {
    let server = try StandInServer(.answer(503, ["Retry-After": "86400"]), .answer(200, [:], listingPage([])))
    let client = try TestClient(server.url)
    _ = try client.list(Self.location)
    #expect(client.waits.total == .seconds(30))
  }

  @Test(arguments: [400, 401, 403, 404, 405, 409])
  func whatWillNotPassIsAskedOnce(_ status: Int) throws {
    let server = try StandInServer(.answer(status, [:], errorBody("Whatever", "No.")))
    #expect(throws: AWSError.self) { try TestClient(server.url).list(Self.location) }
    #expect(try server.asked().count == 1)
  }

  @Test(
    arguments: [
      (-432, "7 min 12 s behind"), (5400, "1 h 30 min ahead of"), (-200_000, "2 d 7 h behind"),
    ] as [(Int64, String)])
  func aClockThatIsOffIsNamedWithTheDifference(_ ahead: Int64, _ words: String) throws {
    let date = HTTPDate.format(UTCTime.now.secondsSince1970 - ahead)
    let answer = try ServiceError(
      ResponseHead(status: 403, headers: [Header("Date", date)]),
      S3ErrorAnswer(Array(errorBody("RequestTimeTooSkewed", "The difference is too large.").utf8)),
      AWSOperation(action: "s3:ListBucket", verb: "list", resource: Self.location, arn: "arn:aws:s3:::audit"),
      now: #require(HTTPDate.parse(date)) + ahead)
    #expect(
      answer.asAWSError.description
        == "cannot list s3://audit/keys/: this machine's clock is \(words) the service's (403 RequestTimeTooSkewed). "
        + "Set the clock and run again")
  }

  @Test func anExpiredTokenIsReplacedOnceByWhatTheChainHasNow() throws {
    let server = try StandInServer(
      .answer(400, [:], errorBody("ExpiredToken")), .answer(200, [:], listingPage(["a"])),
      .answer(200, [:], listingPage(["b"])))
    let asked = Mutex(0)
    let configuration = S3Configuration(
      region: try Region(setting: "eu-west-1", environment: [:], profile: nil),
      endpoint: try Endpoint(server.url, origin: "test"))
    let s3 = S3Client(
      configuration, http: HTTPClient(HTTPClientOptions(userAgent: "logship-test")),
      credentials: RefreshingCredentials(now: { 0 }) { () throws(AWSError) in
        let number = asked.withLock { count in
          count += 1
          return count
        }
        return AWSCredentials(accessKeyId: "ASIA\(number)", secretAccessKey: Secret("s"), sessionToken: Secret("t"))
      })

    #expect(try s3.firstObject(in: S3Location("s3://audit/"))?.key == "a")
    #expect(try s3.firstObject(in: S3Location("s3://audit/"))?.key == "b")

    let keys = try server.asked().map { $0.header("Authorization")?.contains("Credential=ASIA1/") }
    #expect(keys == [true, false, false])
    #expect(asked.withLock { $0 } == 2)
  }

  @Test func anExpiredTokenIsARefusalThoughItsStatusIs400() throws {
    let server = try StandInServer(.answer(400, [:], errorBody("ExpiredToken", "The provided token has expired.")))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list(Self.location) }
    guard case .refused = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      error?.description == "cannot list s3://audit/keys/: the session token has expired (400 ExpiredToken). "
        + "Get a new session and run again")
  }

  @Test func anArchivedObjectIsNoRefusalThoughItsStatusIs403() throws {
    let server = try StandInServer(
      .answer(403, [:], errorBody("InvalidObjectState", "Not valid for the storage class")))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).s3.getObject(bucket: "audit", key: "a") }
    guard case .service = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      error?.description
        == "cannot read s3://audit/a: the object lies in an archive class (403 InvalidObjectState). Restore it first")
  }

  @Test(arguments: [
    ("User: arn:aws:sts::123456789012:assumed-role/shipper/session is not authorized to perform", "role/shipper"),
    ("User: arn:aws:iam::123456789012:user/team/ann is not authorized to perform", "user/team/ann"),
    ("User: arn:aws-us-gov:iam::123456789012:user/ann is not", "user/ann"), ("Access Denied", "this key"),
    ("User: arn:", "this key"),
  ])
  func whoMayNotIsNamed(_ message: String, _ who: String) throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", message)))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list(Self.location) }
    #expect(
      error?.description == "cannot list s3://audit/keys/: \(who) may not s3:ListBucket (403 AccessDenied). "
        + "Allow it on arn:aws:s3:::audit")
  }

  @Test func anErrorPageThatIsNoXMLIsToldByItsStatus() throws {
    let server = try StandInServer(.answer(404, [:], "<html><body>proxy</body></html>"))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list(Self.location) }
    #expect(error?.description == "cannot list s3://audit/keys/: it is not there (404)")
  }

  @Test func wordsOfTheServiceCannotBreakALogLine() throws {
    let message = "two\nlines\u{9B}31m and " + String(repeating: "x", count: 5000)
    let server = try StandInServer(.answer(400, [:], errorBody("Odd", message)))
    let error = try #require(#expect(throws: AWSError.self) { try TestClient(server.url).list(Self.location) })
    #expect(error.description.hasPrefix("cannot list s3://audit/keys/: two\\u{a}lines\\u{9b}31m and xxx"))
    #expect(error.description.count < 1200)
  }
}

@Suite struct S3RegionTests {
  static func scope(_ asked: StandInServer.Asked) -> String? {
    asked.header("Authorization")?.split(separator: "/").dropFirst(2).first.map(String.init)
  }

  @Test(
    arguments: [
      .answer(301, ["x-amz-bucket-region": "eu-west-1"], errorBody("PermanentRedirect")),
      .answer(307, ["x-amz-bucket-region": "eu-west-1"], errorBody("TemporaryRedirect")),
      .answer(400, [:], errorBody("AuthorizationHeaderMalformed", "wrong region", "<Region>eu-west-1</Region>")),
      .answer(400, ["x-amz-bucket-region": "eu-west-1"], errorBody("IllegalLocationConstraintException")),
    ] as [StandInServer.Act])
  func aBucketElsewhereIsSignedForItsOwnRegionAndRemembered(_ act: StandInServer.Act) throws {
    let server = try StandInServer(act, .answer(200, [:], listingPage(["a"])))
    let client = try TestClient(server.url)

    #expect(try client.list("s3://audit/").map(\.key) == ["a"])
    _ = try client.list("s3://audit/")
    _ = try client.list("s3://other/")

    #expect(try server.asked().map(Self.scope) == ["us-east-1", "eu-west-1", "eu-west-1", "us-east-1"])
    #expect(client.waits.count == 0)
  }

  @Test func aRedirectWithoutARegionAsksTheBucketForIt() throws {
    let server = try StandInServer(
      .answer(301, [:], errorBody("PermanentRedirect")), .answer(301, ["x-amz-bucket-region": "eu-west-1"]),
      .answer(200, [:], listingPage(["a"])))
    let client = try TestClient(server.url)
    #expect(try client.list("s3://audit/").map(\.key) == ["a"])
    let asked = try server.asked()
    #expect(asked.map(\.method) == ["GET", "HEAD", "GET"])
    #expect(Self.scope(asked[2]) == "eu-west-1")
  }

  @Test func twoRegionsThatSendUsToEachOtherAreAskedThreeTimes() throws {
    let server = try StandInServer(
      .answer(301, ["x-amz-bucket-region": "eu-west-1"]), .answer(301, ["x-amz-bucket-region": "eu-west-2"]),
      .answer(301, ["x-amz-bucket-region": "eu-west-1"], errorBody("PermanentRedirect")))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list("s3://audit/") }
    #expect(
      error?.description == "cannot list s3://audit/: the bucket is in another region (301 PermanentRedirect). "
        + "Set aws.region to the bucket's")
    #expect(try server.asked().count == 3)
  }

  @Test(arguments: ["evil.example/x", "", "eu west 1", "EU-WEST-1", "a@b"])
  func aRegionThatIsNoneIsNeverUsed(_ region: String) throws {
    let server = try StandInServer(.answer(301, ["x-amz-bucket-region": region], errorBody("PermanentRedirect")))
    #expect(throws: AWSError.self) { try TestClient(server.url).list("s3://audit/") }
    #expect(try server.asked().allSatisfy { Self.scope($0) == "us-east-1" })
  }
}
