import Foundation
import LocalWorkspace
import Support
import Testing

@Suite("The Logs Ingestion API refuses") struct RuleRefusalTests {
  struct Case: CustomTestStringConvertible {
    let request: String
    let status: Int
    let code: String
    var testDescription: String { request }

    init(_ request: String, _ status: Int, _ code: String) {
      (self.request, self.status, self.code) = (request, status, code)
    }
  }

  private static let root = "/dataCollectionRules/\(RunningRule.ruleID)/streams"

  private static let refused = [
    Case(#"{"token": null}"#, 401, "InvalidToken"),
    Case(#"{"token": "unknown"}"#, 401, "InvalidToken"),
    Case(#"{"headers": {"Authorization": "SharedKey a:b"}}"#, 401, "InvalidToken"),
    Case(#"{"target": "\#(root)/Custom-Keys"}"#, 400, "MissingApiVersionParameter"),
    Case(#"{"target": "\#(root)/Custom-Keys?api-version=2016-04-01"}"#, 400, "UnsupportedApiVersion"),
    Case(#"{"target": "/dataCollectionRules/dcr-0/streams/Custom-Keys?api-version=2023-01-01"}"#, 404, "NotFound"),
    Case(#"{"target": "\#(root)?api-version=2023-01-01"}"#, 404, "NotFound"),
    Case(#"{"target": "\#(root)/Custom-Keys/more?api-version=2023-01-01"}"#, 404, "NotFound"),
    Case(#"{"stream": "Custom-Other"}"#, 400, "InvalidStream"),
    Case(#"{"stream": "Custom-Keys_CL"}"#, 400, "InvalidStream"),
    Case(#"{"method": "PUT"}"#, 405, "MethodNotAllowed"),
    Case(#"{"headers": {"Content-Type": "text/plain"}}"#, 415, "UnsupportedMediaType"),
    Case(#"{"headers": {"Content-Type": null}}"#, 415, "UnsupportedMediaType"),
    Case(#"{"headers": {"Content-Encoding": "deflate"}}"#, 415, "UnsupportedMediaType"),
    Case(#"{"headers": {"Content-Encoding": "gzip"}}"#, 400, "InvalidPayload"),
    // Gzip whose last byte is missing, and with a byte behind it.
    Case(
      #"{"base64": "H4sIAAAAAAACA4uuro0FAPz6p+oEAAA=", "headers": {"Content-Encoding": "gzip"}}"#, 400, "InvalidPayload"
    ),
    Case(
      #"{"base64": "H4sIAAAAAAACA4uuro0FAPz6p+oEAAAAAA==", "headers": {"Content-Encoding": "gzip"}}"#, 400,
      "InvalidPayload"),
    Case(#"{"body": ""}"#, 400, "InvalidPayload"),
    Case(#"{"body": "[{\"AccountId\":\"1\"}"}"#, 400, "InvalidPayload"),
    Case(#"{"body": "[{\"Any\":{\"a\":tru}}]"}"#, 400, "InvalidPayload"),
    Case(#"{"body": "[{\"Any\":[1,]}]"}"#, 400, "InvalidPayload"),
    Case(
      #"{"body": "[{\"Any\":\#(String(repeating: "[", count: 65))\#(String(repeating: "]", count: 65))}]"}"#, 400,
      "InvalidPayload"),
    Case(#"{"body": "[1]"}"#, 400, "InvalidPayload"),
    Case(#"{"fill": 1048577}"#, 413, "ContentLengthLimitExceeded"),
    Case(#"{"fill": 52428801, "gzip": true}"#, 413, "ContentLengthLimitExceeded"),
  ]

  private static let accepted = [
    "{}", #"{"headers": {"Content-Type": "application/json; charset=utf-8"}}"#, #"{"body": "[]"}"#,
    #"{"fill": 1048576}"#, #"{"gzip": true}"#, #"{"fill": 52428800, "gzip": true}"#,
    #"{"base64": "H4sIAAAAAAACA4uuro0FAPz6p+oEAAAA", "headers": {"Content-Encoding": "GZIP"}}"#,
    #"{"base64": "H4sIAAAAAAACA4uurgUA/7XXfQMAAAAfiwgAAAAAAAIDiwUAxMLYxwEAAAA=", "headers": {"Content-Encoding": "gzip"}}"#,
    #"{"body": "[{\"Any\":\#(String(repeating: "[", count: 64))\#(String(repeating: "]", count: 64))}]"}"#,
  ]

  private struct Outcomes {
    let answers: [String: RunningRule.Answer]
    let stored: Int

    init(_ requests: [String]) throws {
      let workspace = try RunningRule()
      answers = Dictionary(uniqueKeysWithValues: zip(requests, try workspace.send(requests)))
      stored = try workspace.stored().count
    }
  }

  private static let refusals = Result { try Outcomes(refused.map(\.request)) }
  private static let acceptances = Result { try Outcomes(accepted) }

  @Test("a request against the documentation, with status and code", arguments: refused)
  func refuses(_ refused: Case) throws {
    let answer = try #require(try Self.refusals.get().answers[refused.request])
    #expect(answer.status == refused.status)
    #expect(answer.code == refused.code)
    #expect(answer.message?.isEmpty == false)
  }

  @Test("and stores nothing of it") func storesNothing() throws {
    #expect(try Self.refusals.get().stored == 0)
  }

  @Test("no request within the documented limits, and answers 204 without a body", arguments: accepted)
  func accepts(_ request: String) throws {
    let answer = try #require(try Self.acceptances.get().answers[request])
    #expect(answer.status == 204, "\(answer)")
    #expect(answer.body == "")
    #expect(answer.headers?["content-length"] == nil)
  }

  @Test("a body as sent over 1 MiB in the words of the gateway") func wordsOfTheGateway() throws {
    let answer = try RunningRule().send(#"{"fill": 1048577}"#)
    #expect(
      answer[0].message
        == "Maximum allowed content length: 1048576 bytes (1 MB). Provided content length: 1048577 bytes.")
  }

  static let wrongTypes = [
    (#"{"AccountId": 1}"#, "AccountId", "a number"), (#"{"AccountId": true}"#, "AccountId", "a boolean"),
    (#"{"Count": "1"}"#, "Count", "a string"), (#"{"Count": 1.5}"#, "Count", "a number"),
    (#"{"Count": 2147483648}"#, "Count", "a number"), (#"{"Big": 9223372036854775808}"#, "Big", "a number"),
    (#"{"Share": "0.5"}"#, "Share", "a string"), (#"{"On": "true"}"#, "On", "a string"),
    (#"{"On": 1}"#, "On", "a number"),
    (#"{"EventTime": "yesterday"}"#, "EventTime", "a string"), (#"{"EventTime": 1}"#, "EventTime", "a number"),
    (#"{"EventTime": "2026-02-30T00:00:00Z"}"#, "EventTime", "a string"),
    (#"{"AccountId": {"a": 1}}"#, "AccountId", "an object or an array"),
  ]

  private static let outcomesOfWrongTypes = Result {
    try Outcomes(try wrongTypes.map { try RunningRule.request("[{}, \($0.0)]") })
  }

  @Test("a value of another type than declared, naming record and column", arguments: wrongTypes)
  func refusesAnotherType(_ record: String, _ column: String, _ words: String) throws {
    let outcomes = try Self.outcomesOfWrongTypes.get()
    let answer = try #require(outcomes.answers[try RunningRule.request("[{}, \(record)]")])
    #expect(answer.status == 400)
    #expect(answer.code == "InvalidPayload")
    #expect(answer.message?.hasPrefix("Record 2: column \(column) holds \(words)") == true, "\(answer.message ?? "")")
    #expect(outcomes.stored == 0)
  }

  @Test(
    "times that span more than the table takes",
    arguments: [("00:30:00Z", 204, nil), ("00:30:01Z", 400, "RecordsTimeRangeIsMoreThan30Minutes")]
      as [(String, Int, String?)])
  func refusesASpan(_ last: String, _ status: Int, _ code: String?) throws {
    let workspace = try RunningRule { $0.tableTimeSpan = 30 * 60 }
    let body =
      #"[{"EventTime":"2026-11-24T00:10:00Z"},{"EventTime":"2026-11-24T00:00:00Z"},{},{"EventTime":"2026-11-24T\#(last)"}]"#
    let answer = try workspace.send(RunningRule.request(body))[0]
    #expect(answer.status == status)
    #expect(answer.code == code)
  }

  @Test("more requests than the rule takes in a minute, with Retry-After") func refusesTooManyRequests() throws {
    let workspace = try RunningRule { $0.requestsPerMinute = 2 }
    let answers = try workspace.send(#"{"repeat": 3}"#)
    #expect(answers.map(\.status) == [204, 204, 429])
    #expect(answers[2].code == "TooManyRequests")
    let wait = try #require(answers[2].headers?["retry-after"].flatMap { Int($0) })
    #expect((1...60).contains(wait))
    #expect(try workspace.stored().count == 2)
  }

  @Test("more bytes, unpacked, than the rule takes in a minute") func refusesTooManyBytes() throws {
    let workspace = try RunningRule { $0.bytesPerMinute = 3_000_000 }
    let request = #"{"fill": 2000000, "gzip": true}"#
    #expect(try workspace.send(request, request).map(\.status) == [204, 429])
  }
}
