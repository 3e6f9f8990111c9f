import Testing

@testable import Delivery

@Suite struct UTCDayTests {
  // From Python's datetime.date: toordinal() - 719163.
  @Test(arguments: [
    (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2024, 2, 29, 19_782), (2024, 3, 1, 19_783),
    (2026, 11, 22, 20_779), (2100, 3, 1, 47_541), (1, 1, 1, -719_162), (9999, 12, 31, 2_932_896),
  ])
  func aDateHasItsNumber(_ year: Int, _ month: Int, _ day: Int, _ number: Int) throws {
    let made = try #require(UTCDay(year: year, month: month, day: day))
    #expect(made.number == number)
    let numbered = UTCDay(number: number)
    #expect((numbered.year, numbered.month, numbered.day) == (year, month, day))
  }

  @Test(arguments: [
    (2026, 2, 29), (2026, 2, 31), (2100, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0),
    (2026, 1, 32), (0, 1, 1), (10_000, 1, 1),
  ])
  func aDayThatNeverWasIsNone(_ year: Int, _ month: Int, _ day: Int) {
    #expect(UTCDay(year: year, month: month, day: day) == nil)
  }

  @Test(arguments: [(0, 0), (86_399, 0), (86_400, 1), (-1, -1), (-86_400, -1), (-86_401, -2)] as [(Int64, Int)])
  func aMomentLiesInItsDay(_ seconds: Int64, _ number: Int) {
    #expect(UTCDay(secondsSince1970: seconds).number == number)
  }
}

@Suite struct TemplateDaysTests {
  static let lookBack: Int64 = 2 * 86_400
  /// 2026-11-22T03:00:02Z, by GNU date.
  static let now: Int64 = 1_795_316_402

  @Test(
    arguments: [
      ("an hour ago", 1_795_312_802, nil, "2026-11-20", true),
      ("before midnight", 1_795_305_599, nil, "2026-11-19", true),
      ("eight days ago", 1_794_625_202, nil, "2026-11-12", true),
      ("in an hour, by another clock", 1_795_320_002, nil, "2026-11-20", true),
      ("never, with --since", nil, 1_793_491_200, "2026-10-31", false),
      ("an hour ago, with --since before the look-back", 1_795_312_802, 1_793_491_200, "2026-10-31", true),
      ("eight days ago, with --since behind the look-back", 1_794_625_202, 1_795_305_600, "2026-11-21", false),
      ("never, with --since in the future", nil, 1_895_316_402, "2026-11-23", false),
    ] as [(String, Int64?, Int64?, String, Bool)])
  func daysAreListedFromTheLookBackBeforeTheLastCompleteRunToTomorrow(
    _ name: String, _ last: Int64?, _ since: Int64?, _ first: String, _ leavesNoGap: Bool
  ) {
    let days = TemplateDays(lastCompleteStart: last, lookBack: Self.lookBack, since: since, now: Self.now)
    #expect(days.range?.lowerBound.description == first)
    #expect(days.range?.upperBound.description == "2026-11-23")
    #expect(days.leavesNoGap == leavesNoGap)
  }

  @Test func allDaysAreListedBehindARunWhoseClockWasAhead() {
    let ahead = TemplateDays(lastCompleteStart: 1_895_316_402, lookBack: Self.lookBack, since: nil, now: Self.now)
    #expect(ahead == TemplateDays(lastCompleteStart: nil, lookBack: Self.lookBack, since: nil, now: Self.now))
  }

  @Test func aFirstRunListsEveryDayThatExists() {
    let days = TemplateDays(lastCompleteStart: nil, lookBack: Self.lookBack, since: nil, now: Self.now)
    #expect(days == TemplateDays(lastCompleteStart: nil, lookBack: 0, since: nil, now: 0))
    #expect(days.range == nil)
    #expect(days.leavesNoGap)
  }

  @Test func aLookBackOfAgesGoesBackTo1970() {
    let days = TemplateDays(lastCompleteStart: Self.now, lookBack: .max, since: nil, now: Self.now)
    #expect(days.range?.lowerBound.description == "1970-01-01")
  }
}
