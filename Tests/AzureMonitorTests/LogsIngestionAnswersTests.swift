import Digest
import Testing
import Transport

@testable import AzureMonitor

@Suite("Answers of the Logs Ingestion API")
struct LogsIngestionAnswersTests {
  private func answer(_ status: Int, _ code: String? = nil, headers: [Header] = [], isPacked: Bool = true) -> Answer {
    let body = code.map { "{\"error\":{\"code\":\"\($0)\",\"message\":\"words\"}}" } ?? ""
    return LogsIngestionAnswers(name: "rule r").answer(
      to: Response(head: ResponseHead(status: status, headers: headers), body: Array(body.utf8)),
      .init(isPacked: isPacked, request: "id-1"), now: 0)
  }

  @Test("do not show the token that they repeat, however long it is", arguments: [10, 250, 1000, 4000])
  func token(_ length: Int) {
    let token = String(repeating: "secret.", count: length / 7)
    for status in [400, 401, 403, 404, 413, 429, 503] {
      for body in [
        "got: Bearer \(token)", "{\"error\":{\"code\":\"\(token)\",\"message\":\"Authorization: \(token), refused\"}}",
      ] {
        let answer = LogsIngestionAnswers(name: "rule r").answer(
          to: Response(head: ResponseHead(status: status, headers: []), body: Array(body.utf8)),
          .init(isPacked: true, request: "id-1", token: Secret(token)), now: 0)
        #expect(!words(answer).contains("secret"), "\(words(answer))")
        #expect(words(answer).contains("***"))
      }
    }
  }

  private func words(_ answer: Answer) -> String {
    switch answer {
    case .accepted: "accepted"
    case .again(let again): "again \(again.reason)"
    case .halve(let halve): "halve \(halve.words)"
    case .refused(let refusal): "\(refusal.kind) \(refusal.words)"
    }
  }

  @Test(
    "are one of four actions, with the request's id in the words of each failure",
    arguments: [
      (200, nil, "accepted"), (202, nil, "accepted"), (204, nil, "accepted"),
      (408, nil, "again 408"), (429, "TooManyRequests", "again 429 TooManyRequests"), (500, nil, "again 500"),
      (503, nil, "again 503"), (413, "ContentLengthLimitExceeded", "halve 413 ContentLengthLimitExceeded"),
      (400, "RecordsTimeRangeIsMoreThan30Minutes", "halve 400"), (400, "InvalidPayload", "halve 400 InvalidPayload"),
      (400, nil, "halve 400"), (400, "InvalidStream", "configuration rule r refused the request"),
      (401, "InvalidToken", "credentials rule r refused the token"),
      (403, "OperationFailed", "credentials rule r refused us"), (404, "NotFound", "configuration rule r refused"),
      (302, nil, "configuration rule r refused the request"), (501, nil, "configuration rule r does not take the form"),
    ] as [(Int, String?, String)])
  func actions(_ status: Int, _ code: String?, _ begin: String) {
    let told = words(answer(status, code))
    #expect(told.hasPrefix(begin), "\(told)")
    #expect(told == "accepted" || told.contains("request id-1"))
  }

  @Test("of a 401 tell of a clock that is off, and make no verdict of it")
  func clock() {
    let told = words(answer(401, "ExpiredToken", headers: [Header("Date", "Thu, 01 Jan 1970 00:20:00 GMT")]))
    #expect(told.hasSuffix("has expired. This machine's clock is 20 min 0 s behind the service's"), "\(told)")
  }

  @Test("of a 403 say what the role is, and how long it takes")
  func role() {
    let told = words(answer(403))
    #expect(told.contains("Monitoring Metrics Publisher") && told.contains("up to 30 minutes"))
  }

  @Test("of 429 are heard by all senders, for as long as is asked")
  func throttled() {
    guard case .again(let again) = answer(429, headers: [Header("Retry-After", "7")]) else {
      Issue.record("not tried again")
      return
    }
    #expect(again.isThrottled && again.after == .seconds(7))
  }

  @Test(
    "of a missing token are those of why it is missing",
    arguments: [
      (TokenFailure.Kind.unreachable, "again no"), (.refused, "credentials no"), (.configuration, "configuration no"),
    ])
  func token(_ kind: TokenFailure.Kind, _ expected: String) {
    #expect(words(LogsIngestionAnswers(name: "rule r").answer(to: TokenFailure(kind, "no"))) == expected)
  }
}

@Suite("The size of a body for the Logs Ingestion API")
struct BodySizesTests {
  private func sizes(packs: Bool = true, _ packing: LogsIngestionConfiguration.Packing = .sent) -> BodySizes {
    BodySizes(LogsIngestionConfiguration(endpoint: "", ruleID: "", packsBodies: packs, packing: packing))
  }

  @Test("follows what bodies shrink to, and never passes the limits")
  func learns() {
    let sizes = sizes()
    let first = sizes.target
    for _ in 0..<100 { sizes.packed(5_000_000, to: 500_000) }
    #expect(sizes.target > 3 * first && sizes.target < 10 * LogsIngestionLimits.sentBytes)
    for _ in 0..<200 { sizes.packed(5_000_000, to: 5_000) }
    #expect(sizes.target == LogsIngestionLimits.begunBytes)
    // One that hardly shrinks counts at once.
    sizes.packed(5_000_000, to: 4_900_000)
    #expect(sizes.target < 1_100_000 && sizes.target >= LogsIngestionLimits.smallRawBytes)
  }

  @Test("is what is sent where nothing is packed, and small where raw bytes count")
  func fixed() {
    #expect(sizes(packs: false).target == LogsIngestionLimits.sentBytes)
    #expect(sizes(.raw).target == LogsIngestionLimits.smallRawBytes)
    #expect(sizes(.raw).rawLimit == LogsIngestionLimits.smallRawBytes)
    let sizes = sizes()
    sizes.refused(2_000_000)
    #expect(sizes.target == LogsIngestionLimits.smallRawBytes && sizes.rawLimit == LogsIngestionLimits.smallRawBytes)
  }
}

@Suite("The pace for a rule")
struct MinutePaceTests {
  @Test("lets through what a minute takes, and says when there is more")
  func requests() {
    let pace = MinutePace(requests: 100, bytes: 1_000_000)
    #expect((0..<95).allSatisfy { _ in pace.turn(10, now: 5) == nil })
    #expect(pace.turn(10, now: 20) == .seconds(45))
    #expect(pace.turn(10, now: 64) == .seconds(1))
    #expect(pace.turn(10, now: 65) == nil)
  }

  @Test("counts bytes, and lets one through that is larger than a minute takes")
  func bytes() {
    let pace = MinutePace(requests: 100, bytes: 1_000)
    #expect(pace.turn(5_000, now: 0) == nil)
    #expect(pace.turn(1, now: 1) == .seconds(59))
    #expect(pace.turn(500, now: 60) == nil && pace.turn(450, now: 61) == nil)
    #expect(pace.turn(1, now: 61) != nil)
  }
}
