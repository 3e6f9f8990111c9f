import Digest
import Testing
import Transport

@testable import AzureMonitor

@Suite("Answers of the Data Collector API")
struct DataCollectorAnswersTests {
  enum Kind: Sendable, Equatable {
    case accepted, again, throttled, tooLarge, invalidData, credentials, configuration, unexplained
  }

  private static let small = 1_000_000
  private static let large = 1_000_001
  private static let now: Int64 = 1_795_640_400  // Wed, 25 Nov 2026 21:00:00 GMT

  private static func answer(
    _ status: Int, _ code: String? = nil, bytes: Int = small, headers: [Header] = []
  ) -> Answer {
    let body = code.map { "{\"Error\":\"\($0)\",\"Message\":\"words\"}" } ?? ""
    return DataCollectorAnswers(name: "workspace w").answer(
      to: Response(head: ResponseHead(status: status, headers: headers), body: Array(body.utf8)), bodyBytes: bytes,
      signature: Secret("c2lnbmVk"), now: now)
  }

  private static func kind(_ answer: Answer) -> Kind {
    switch answer {
    case .accepted: .accepted
    case .again(let again): again.isThrottled ? .throttled : .again
    case .halve(.tooLarge): .tooLarge
    case .halve(.invalidData): .invalidData
    case .halve(.unexplained), .halve(.timeRange): .unexplained
    case .refused(let refusal): refusal.kind == .credentials ? .credentials : .configuration
    }
  }

  @Test(
    "become one of four actions",
    arguments: [
      (200, nil, small, Kind.accepted), (202, nil, small, .accepted), (204, nil, large, .accepted),
      (408, nil, small, .again), (429, nil, small, .throttled), (500, "UnspecifiedError", small, .again),
      (502, nil, small, .again), (503, "ServiceUnavailable", small, .again), (504, nil, small, .again),
      (404, nil, large, .tooLarge), (404, nil, small, .configuration), (413, nil, small, .tooLarge),
      (400, "InvalidDataFormat", small, .invalidData), (400, "InactiveCustomer", small, .configuration),
      (400, "InvalidApiVersion", small, .configuration), (400, "InvalidCustomerId", small, .configuration),
      (400, "InvalidLogType", large, .configuration), (400, "MissingApiVersion", small, .configuration),
      (400, "MissingContentType", small, .configuration), (400, "MissingLogType", small, .configuration),
      (400, "UnsupportedContentType", small, .configuration), (400, nil, small, .unexplained),
      (403, "InvalidAuthorization", small, .credentials), (403, nil, large, .credentials),
      (301, nil, small, .configuration), (401, nil, small, .configuration), (501, nil, small, .configuration),
    ] as [(Int, String?, Int, Kind)])
  func actions(status: Int, code: String?, bytes: Int, expected: Kind) {
    #expect(Self.kind(Self.answer(status, code, bytes: bytes)) == expected)
  }

  @Test(
    "carry how long to wait, in seconds and as a date",
    arguments: [("7", 7), ("Wed, 25 Nov 2026 21:00:30 GMT", 30)] as [(String, Int)])
  func retryAfter(value: String, seconds: Int) throws {
    let answer = Self.answer(429, headers: [Header("Retry-After", value)])
    guard case .again(let again) = answer else { throw Unexpected(answer) }
    #expect(again.after == .seconds(seconds))
  }

  @Test("keep the service's words, without what steers a terminal and without the signature")
  func words() throws {
    let response = Response(
      head: ResponseHead(status: 400, headers: []),
      body: Array("{\"Error\":\"InvalidLogType\",\"Message\":\"bad \\u001b[31m\\nname, SharedKey w:c2lnbmVk\"}".utf8))
    let answer = DataCollectorAnswers(name: "workspace w").answer(
      to: response, bodyBytes: 10, signature: Secret("c2lnbmVk"), now: 0)
    guard case .refused(let refusal) = answer else { throw Unexpected(answer) }
    #expect(refusal.words.contains("400 InvalidLogType: bad [31m name, SharedKey w:***"), "\(refusal.words)")
  }

  @Test(
    "name the clock where it is off",
    arguments: [
      ("Wed, 25 Nov 2026 21:00:00 GMT", nil), ("Wed, 25 Nov 2026 20:55:00 GMT", nil),
      ("Wed, 25 Nov 2026 20:52:48 GMT", "the likely cause is the clock: this machine's clock is 7 min 12 s ahead of"),
      ("Wed, 25 Nov 2026 21:20:00 GMT", "the cause is the clock: this machine's clock is 20 min 0 s behind"),
    ] as [(String, String?)])
  func clock(date: String, words: String?) throws {
    let answer = Self.answer(403, "InvalidAuthorization", headers: [Header("Date", date)])
    guard case .refused(let refusal) = answer else { throw Unexpected(answer) }
    #expect(refusal.words.contains("this machine's clock") == (words != nil))
    #expect(refusal.words.contains(words ?? "Likely causes"))
    for cause in ["key", "clock", "network isolation", "local authentication", "proxy"] {
      #expect(refusal.words.contains(cause))
    }
  }

  @Test("that do not come: a large body is halved at the second silent close, a small one never")
  func silentCloses() {
    let answers = DataCollectorAnswers(name: "workspace w")
    let close = TransportError(phase: .noAnswer, code: 52, reason: "Empty reply from server", endpoint: "https://w")
    func kind(_ bytes: Int, _ closes: Int) -> Kind {
      Self.kind(answers.answer(to: close, bodyBytes: bytes, silentCloses: closes))
    }
    #expect(kind(Self.large, 0) == .again)
    #expect(kind(Self.large, 1) == .tooLarge)
    #expect(kind(Self.small, 1) == .again)
  }

  @Test("that cannot come: an untrusted certificate is not tried again")
  func untrusted() {
    let error = TransportError(phase: .tls, code: 60, reason: "self-signed", endpoint: "https://w")
    let answer = DataCollectorAnswers(name: "workspace w").answer(to: error, bodyBytes: 1, silentCloses: 0)
    #expect(Self.kind(answer) == .configuration)
  }
}

struct Unexpected: Error {
  let answer: Answer
  init(_ answer: Answer) { self.answer = answer }
}
