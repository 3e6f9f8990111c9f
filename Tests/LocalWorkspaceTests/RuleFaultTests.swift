import Support
import Testing

@Suite("Faults at the Logs Ingestion API") struct RuleFaultTests {
  @Test(
    "answer in the API's own shape",
    arguments: [
      ("400", 400, "InvalidPayload"), ("403", 403, "OperationFailed"), ("404", 404, "NotFound"),
      ("413", 413, "ContentLengthLimitExceeded"), ("429:retry-after=2", 429, "TooManyRequests"),
      ("503", 503, "ServiceUnavailable"),
      ("400:code=RecordsTimeRangeIsMoreThan30Minutes", 400, "RecordsTimeRangeIsMoreThan30Minutes"),
    ])
  func shape(_ fault: String, _ status: Int, _ code: String) throws {
    let workspace = try RunningRule(faults: ["requests=1: \(fault)"])
    let answers = try workspace.send("{}", "{}")
    #expect(answers.map(\.status) == [status, 204])
    #expect(answers[0].code == code)
    #expect(answers[0].headers?["retry-after"] == (status == 429 ? "2" : nil))
    #expect(try workspace.stored().count == 1)
  }

  @Test("strike batches by their number, and no request for a token") func tokens() throws {
    let workspace = try RunningRule(faults: ["requests=all: 503"])
    let answers = try workspace.send(#"{"form": {}}"#, "{}", #"{"form": {}}"#, "{}")
    #expect(answers.map(\.status) == [200, 503, 200, 503])
    #expect(try workspace.rows("SELECT number FROM requests WHERE number IS NOT NULL").map { $0["number"] } == [1, 2])
  }

  @Test("find a marker in a gzip body") func marker() throws {
    let workspace = try RunningRule(faults: ["requests=all: 400:marked=poison"])
    let answers = try workspace.send(
      RunningRule.request(#"[{"AccountId": "poison"}]"#, #""gzip": true"#),
      RunningRule.request(#"[{"AccountId": "x"}]"#, #""gzip": true"#))
    #expect(answers.map(\.status) == [400, 204])
    #expect(answers[0].code == "InvalidPayload")
  }

  @Test("keep the records of a lost answer") func lost() throws {
    let workspace = try RunningRule(faults: ["requests=1: lost-200"])
    #expect(try workspace.send(RunningRule.request(#"[{"AccountId": "1"}]"#)).map(\.error) == ["closed"])
    #expect(try workspace.stored() == [.object(["AccountId": "1"])])
  }
}
