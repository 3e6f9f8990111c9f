import LocalWorkspace
import Support
import Testing

@Suite struct RefusalTests {
  struct Case: CustomTestStringConvertible {
    let request: String
    let status: Int
    let code: String?
    var testDescription: String { request.count > 120 ? "\(request.prefix(120))…" : request }

    init(_ request: String, _ status: Int, _ code: String?) {
      (self.request, self.status, self.code) = (request, status, code)
    }
  }

  private static let refused = [
    Case(#"{"target": "/api/logs"}"#, 400, "MissingApiVersion"),
    Case(#"{"target": "/api/logs?api-version="}"#, 400, "MissingApiVersion"),
    Case(#"{"target": "/api/logs?api-version=2016-04-02"}"#, 400, "InvalidApiVersion"),
    Case(#"{"target": "/api/log?api-version=2016-04-01"}"#, 404, nil),
    Case(#"{"target": "/api/logs/?api-version=2016-04-01"}"#, 404, nil),
    Case(#"{"method": "PUT"}"#, 405, nil),
    Case(#"{"method": "GET"}"#, 405, nil),
    Case(#"{"chunked": true}"#, 411, nil),
    Case(#"{"headers": {"Content-Type": null}}"#, 400, "MissingContentType"),
    Case(#"{"headers": {"Content-Type": "text/json"}}"#, 400, "UnsupportedContentType"),
    Case(#"{"headers": {"Content-Type": "application/json; charset=utf-8"}}"#, 400, "UnsupportedContentType"),
    Case(#"{"headers": {"Log-Type": null}}"#, 400, "MissingLogType"),
    Case(#"{"headers": {"Log-Type": "With-Dash"}}"#, 400, "InvalidLogType"),
    Case(#"{"headers": {"Log-Type": "With Space"}}"#, 400, "InvalidLogType"),
    Case(#"{"headers": {"Log-Type": "\#(String(repeating: "x", count: 101))"}}"#, 400, "InvalidLogType"),
    Case(#"{"headers": {"x-ms-date": null}}"#, 403, "InvalidAuthorization"),
    Case(#"{"headers": {"x-ms-date": "2026-11-24T00:00:00Z"}}"#, 403, "InvalidAuthorization"),
    Case(#"{"skew": 905}"#, 403, "InvalidAuthorization"),
    Case(#"{"skew": -905}"#, 403, "InvalidAuthorization"),
    Case(#"{"sign": "bad"}"#, 403, "InvalidAuthorization"),
    Case(#"{"headers": {"Authorization": null}}"#, 403, "InvalidAuthorization"),
    Case(#"{"headers": {"Authorization": "Bearer abc"}}"#, 403, "InvalidAuthorization"),
    Case(
      #"{"headers": {"Authorization": "SharedKey 00000000-0000-4000-8000-000000000000:AAAA"}}"#, 400,
      "InvalidCustomerId"),
    Case(#"{"headers": {"Content-Encoding": "gzip"}}"#, 400, "InvalidDataFormat"),
    Case(#"{"base64": ""}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "{\"a\":1"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[1]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"a\":{\"b\":1}}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"a\":[]}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"a\":1,\"a\":2}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "{\"a\":1}\n{\"a\":2}"}"#, 400, "InvalidDataFormat"),
    Case(#"{"base64": "W3siYSI6Iv8ifV0="}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"1a\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"_a\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"a-b\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"é\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"\#(String(repeating: "n", count: 46))\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"tenant\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"Timegenerated\":1}]"}"#, 400, "InvalidDataFormat"),
    Case(#"{"body": "[{\"RawData\":1}]"}"#, 400, "InvalidDataFormat"),
  ]

  private static let accepted = [
    #"{}"#, #"{"skew": 895}"#, #"{"skew": -895}"#, #"{"body": "{\"a\":1}"}"#, #"{"body": "[]"}"#,
    #"{"body": " [ {\"a\" : 1 } , { } ]\r\n"}"#,
    #"{"headers": {"Log-Type": "\#(String(repeating: "x", count: 100))"}}"#,
    #"{"body": "[{\"\#(String(repeating: "n", count: 45))\":1}]"}"#,
    #"{"headers": {"x-ms-AzureResourceId": "/subscriptions/x"}}"#,
  ]

  /// What a workspace answered and noted, by request; one workspace and one client serve a whole list.
  private struct Outcomes {
    let answers: [String: RunningWorkspace.Answer]
    let noted: [String: [String: JSONValue]]
    let storedRecords: Int

    init(_ requests: [String]) throws {
      let workspace = try RunningWorkspace()
      let answers = try workspace.sender.send(requests, port: workspace.server.port)
      let noted = try workspace.rows("SELECT status, code FROM requests ORDER BY id")
      self.answers = Dictionary(uniqueKeysWithValues: zip(requests, answers))
      self.noted = Dictionary(uniqueKeysWithValues: zip(requests, noted))
      storedRecords = try workspace.stored().count
    }
  }

  private static let refusals = Result { try Outcomes(refused.map(\.request)) }
  private static let acceptances = Result { try Outcomes(accepted) }

  @Test(arguments: refused)
  func aRequestAgainstTheDocumentationIsRefused(_ refused: Case) throws {
    let answer = try #require(try Self.refusals.get().answers[refused.request])
    #expect(answer.status == refused.status)
    #expect(answer.code == refused.code)
    let noted = try #require(try Self.refusals.get().noted[refused.request])
    #expect(noted == ["status": .number(Double(refused.status)), "code": refused.code.map { .string($0) } ?? .null])
  }

  @Test func refusedRequestsStoreNothing() throws {
    #expect(try Self.refusals.get().storedRecords == 0)
  }

  @Test(arguments: accepted)
  func aRequestWithinTheDocumentedLimitsIsAccepted(_ request: String) throws {
    let answer = try #require(try Self.acceptances.get().answers[request])
    #expect(answer.status == 200)
    #expect(answer.body == "")
    #expect(answer.headers?["date"] != nil)
    #expect(answer.headers?["x-ms-request-id"] != nil)
  }

  @Test(
    arguments: [(OversizedBody.close, nil, "closed"), (.notFound, 404, nil), (.tooLarge, 413, nil)]
      as [(OversizedBody, Int?, String?)])
  func aBodyOverTheLimitGetsWhatTheWorkspaceIsSetTo(_ setting: OversizedBody, _ status: Int?, _ error: String?) throws {
    let workspace = try RunningWorkspace(oversized: setting)
    let answers = try workspace.send(#"{"fill": 30000000}"#, #"{"fill": 30000001}"#)
    #expect(answers.map(\.status) == [200, status])
    #expect(answers[1].error == error)
    #expect(try workspace.stored().count == 1)
  }

  @Test func noHeaderThatProvesTheClientIsKept() throws {
    let workspace = try RunningWorkspace()
    _ = try workspace.send("{}", #"{"sign": "bad"}"#)
    let headers = try workspace.rows("SELECT headers FROM requests").compactMap { $0["headers"]?.string?.lowercased() }
    #expect(headers.count == 2)
    #expect(headers.allSatisfy { !$0.contains("authorization") && $0.contains("x-ms-date") })
  }
}
