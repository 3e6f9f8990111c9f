import Foundation
import LocalWorkspace
import Support
import Testing

@Suite struct FaultTests {
  @Test(
    arguments: [
      ("429", 429, nil, nil), ("429:retry-after=2", 429, nil, "2"),
      ("503:retry-after=Wed, 25 Nov 2026 21:33:16 GMT", 503, "ServiceUnavailable", "Wed, 25 Nov 2026 21:33:16 GMT"),
      ("400", 400, "InvalidDataFormat", nil), ("400:code=InvalidLogType", 400, "InvalidLogType", nil),
      ("403", 403, "InvalidAuthorization", nil), ("404", 404, nil, nil), ("413", 413, nil, nil),
      ("500", 500, "UnspecifiedError", nil), ("503", 503, "ServiceUnavailable", nil),
    ] as [(String, Int, String?, String?)])
  func aStatusStrikesItsRequestAloneAndStoresNothing(
    _ fault: String, _ status: Int, _ code: String?, _ retryAfter: String?
  ) throws {
    let workspace = try RunningWorkspace(faults: ["requests=2: \(fault)"])
    let answers = try workspace.send("{}", "{}", "{}")
    #expect(answers.map(\.status) == [200, status, 200])
    #expect(answers[1].code == code)
    #expect(answers[1].headers?["retry-after"] == retryAfter)
    #expect(try workspace.stored().count == 2)
    #expect(try workspace.server.stop().faults == [fault: 1])
  }

  @Test(arguments: [
    ("reset", "reset"), ("reset=mid-body", "reset"), ("close", "closed"), ("stall", "timeout"),
    ("stall=mid-body", "timeout"),
  ])
  func aBrokenConnectionStoresNothingAndIsNoted(_ fault: String, _ error: String) throws {
    let workspace = try RunningWorkspace(faults: ["requests=1: \(fault)"])
    // Only where no answer is to come may the client be impatient.
    let timeout = error == "timeout" ? 1 : 60
    let answers = try workspace.send(#"{"fill": 10000000, "timeout": \#(timeout)}"#, "{}")
    #expect(answers.map(\.error) == [error, nil])
    #expect(answers[1].status == 200)
    #expect(try workspace.stored().count == 1)
    let noted = try workspace.rows("SELECT status, fault FROM requests WHERE number = 1")
    #expect(noted == [["status": nil, "fault": .string(fault)]])
  }

  @Test func aLost200HasStoredTheRecords() throws {
    let workspace = try RunningWorkspace(faults: ["requests=1: lost-200"])
    #expect(try workspace.send(#"{"body": "[{\"a\":1},{\"a\":2}]"}"#).map(\.error) == ["closed"])
    #expect(try workspace.stored() == [.object(["a_d": 1]), .object(["a_d": 2])])
  }

  @Test func onlyABodyWithTheMarkerIsRefused() throws {
    let workspace = try RunningWorkspace(faults: ["requests=all: 400:marked=poison"])
    let answers = try workspace.send(
      #"{"body": "[{\"a\":\"poiso\"}]"}"#, #"{"body": "[{\"a\":\"x\"},{\"a\":\"poison\"}]"}"#,
      #"{"body": "[{\"a\":\"poison\"}]", "sign": "bad"}"#)
    #expect(answers.map(\.status) == [200, 400, 403])
    #expect(answers[1].code == "InvalidDataFormat")
  }

  @Test func aClockThatIsOffRefusesTheDateAndSaysItsOwn() throws {
    let workspace = try RunningWorkspace(faults: ["requests=1: clock=+20m", "requests=2: clock=-7m"])
    let answers = try workspace.send("{}", "{}", "{}")
    #expect(answers.map(\.status) == [403, 200, 200])
    let dates = answers.compactMap { $0.headers?["date"] }
    let format = Date.ParseStrategy(
      format: """
        \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \
        \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT
        """, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt)
    let offsets = try dates.map { try Date($0, strategy: format).timeIntervalSinceNow }
    #expect(offsets.count == 3)
    for (offset, expected) in zip(offsets, [1200.0, -420, 0]) { #expect(abs(offset - expected) < 60) }
  }

  @Test func aBodyOverTheResettingLimitIsReset() throws {
    let workspace = try RunningWorkspace(faults: ["requests=all: body-limit-reset=100000"])
    let answers = try workspace.send(#"{"fill": 100000}"#, #"{"fill": 100001}"#)
    #expect(answers[0].status == 200)
    #expect(answers[1].error == "reset")
  }

  @Test func numbersAndRangesChooseRequests() throws {
    let workspace = try RunningWorkspace(faults: ["requests=1-2,4: 503", "requests=6-: 403"])
    let answers = try workspace.send(#"{"repeat": 7}"#)
    #expect(answers.map(\.status) == [503, 503, 200, 503, 200, 403, 403])
  }

  @Test func onlyPostsAreCounted() throws {
    let workspace = try RunningWorkspace(faults: ["requests=2: 503"])
    #expect(try workspace.send("{}", #"{"method": "GET"}"#, "{}").map(\.status) == [200, 405, 503])
  }

  @Test func aSeedAlwaysGivesTheSameFaults() throws {
    func statuses(_ seed: Int) throws -> [Int?] {
      let workspace = try RunningWorkspace(rates: ["rate=0.3 seed=\(seed): 429,500,503"])
      return try workspace.send(#"{"repeat": 200}"#).map(\.status)
    }
    let first = try statuses(7)
    #expect(try statuses(7) == first)
    #expect(try statuses(8) != first)
    #expect(Set(first) == [200, 429, 500, 503])
    // 60 of 200 are expected; the bounds are five standard deviations away.
    #expect((28...92).contains(first.filter { $0 != 200 }.count))
  }

  @Test(arguments: [
    ("503", "has no colon"), ("request=3: 503", "does not begin with requests="), ("requests=0: 503", "\"0\""),
    ("requests=5-3: 503", "\"5-3\""), ("requests=: 503", "\"\""), ("requests=1: 200", "\"200\" is no fault"),
    ("requests=1: 42", "is no fault"), ("requests=1: 429:retry=2", "is no fault"),
    ("requests=1: reset=now", "is no fault"),
    ("requests=1: 400:marked=", "is no fault"), ("requests=1: 503:marked=x", "is no fault"),
    ("requests=1: clock=20m", "is no fault"), ("requests=1: clock=+20", "is no fault"), ("requests=1: ", "is no fault"),
    ("requests=1: 429:retry-after=", "is no fault"), ("requests=1: body-limit-reset=x", "is no fault"),
    ("requests=1: 400:code=", "is no fault"),
  ])
  func aSpecificationThatCannotBeReadIsNamed(_ text: String, _ expected: String) {
    let error = #expect(throws: FaultSyntaxError.self) { try FaultPlan(faults: [text]) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["seed=7: 503", "rate=2 seed=7: 503", "rate=0.5 seed=x: 503", "rate=0.5: 503,", "rate=0.5 503"])
  func aRateThatCannotBeReadIsRefused(_ text: String) {
    #expect(throws: FaultSyntaxError.self) { try FaultPlan(faults: [], rates: [text]) }
  }
}
