import Testing
import Transport

/// Dice that always fall on the same side.
private struct LoadedDice: RandomNumberGenerator {
  let value: UInt64
  mutating func next() -> UInt64 { value }
}

@Suite("The retry policy")
struct RetryPolicyTests {
  @Test(
    "doubles its bound with each failure up to the last",
    arguments: [
      (0, 500), (1, 500), (2, 1000), (3, 2000), (4, 4000), (5, 8000), (6, 16_000), (7, 30_000), (8, 30_000),
      (1000, 30_000), (.max, 30_000),
    ])
  func doubles(attempt: Int, milliseconds: Int) {
    var dice = LoadedDice(value: .max)
    #expect(RetryPolicy().delay(attempt: attempt, random: &dice) == .milliseconds(milliseconds))
  }

  @Test("may not wait at all", arguments: [1, 5, 100])
  func mayBeZero(attempt: Int) {
    var dice = LoadedDice(value: 0)
    #expect(RetryPolicy().delay(attempt: attempt, random: &dice) == .zero)
  }

  @Test("spreads over the whole range")
  func spreads() {
    var dice = SystemRandomNumberGenerator()
    let policy = RetryPolicy(initial: .seconds(1), max: .seconds(8))
    let delays = (0..<1000).map { _ in policy.delay(attempt: 4, random: &dice) }
    #expect(delays.allSatisfy { $0 >= .zero && $0 <= .seconds(8) })
    // Each quarter gets some of a thousand, but for one case in 10^125.
    for quarter in 0..<4 {
      #expect(delays.contains { $0 >= .seconds(2 * quarter) && $0 < .seconds(2 * quarter + 2) })
    }
  }

  @Test("takes bounds that make no sense", arguments: [(0, 0), (0, 30), (60, 30), (1, Int(Int32.max))])
  func takesOddBounds(initial: Int, max: Int) {
    var dice = LoadedDice(value: .max)
    let delay = RetryPolicy(initial: .seconds(initial), max: .seconds(max)).delay(attempt: 1, random: &dice)
    #expect(delay == .seconds(min(initial, max)))
  }
}

@Suite("Retry-After")
struct RetryAfterTests {
  static let now: Int64 = 784_111_777

  @Test(
    "is read as seconds or as a date",
    arguments: [
      ("0", 0), ("1", 1), ("120", 120), (" 7\t", 7), ("007", 7), ("86400", 86_400),
      ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 08:50:07 GMT", 30),
      ("Sunday, 06-Nov-94 08:50:07 GMT", 30), ("Sun Nov  6 08:50:07 1994", 30),
    ])
  func parses(value: String, seconds: Int) {
    #expect(RetryAfter.parse(value, now: Self.now) == .seconds(seconds))
  }

  @Test("asks for no wait where its date has passed")
  func passed() {
    #expect(RetryAfter.parse("Sun, 06 Nov 1994 08:00:00 GMT", now: Self.now) == .zero)
  }

  @Test(
    "is believed up to a day",
    arguments: ["86401", "99999999999", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
  func clamps(value: String) {
    #expect(RetryAfter.parse(value, now: Self.now) == .seconds(86_400))
  }

  @Test("is ignored where it is neither", arguments: ["", " ", "-1", "+5", "1.5", "1e3", "soon", "٣", "5 s", "0x10"])
  func refuses(value: String) {
    #expect(RetryAfter.parse(value, now: Self.now) == nil)
  }

  @Test("survives a clock that makes no sense", arguments: [Int64.min, .max])
  func survivesClock(now: Int64) {
    let delay = RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", now: now)
    #expect(delay == nil || delay == .zero || delay == .seconds(86_400))
  }
}
