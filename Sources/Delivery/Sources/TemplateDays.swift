/// Which days of a date template a run has to list.
struct TemplateDays: Sendable, Equatable {
  /// The days to list; nil for every day that exists.
  let range: ClosedRange<UTCDay>?
  /// Whether the next run may count its look-back from this one's start.
  ///
  /// False where `--since` leaves out days that no run before has listed.
  let leavesNoGap: Bool

  /// Chooses the days.
  ///
  /// The last one is tomorrow: the folders of some writers are named in a time zone that is ahead, and clocks differ.
  ///
  /// - Parameters:
  ///   - lastCompleteStart: When the last run began that listed this source completely, in seconds since 1970; nil
  ///     where none has.
  ///   - lookBack: What is listed before that, in seconds.
  ///   - since: The time from which records are wanted; the day before is listed too, for writers whose time zone is
  ///     behind.
  ///   - now: When this run began, in seconds since 1970.
  init(lastCompleteStart: Int64?, lookBack: Int64, since: Int64?, now: Int64) {
    let last = UTCDay(secondsSince1970: now).advanced(by: 1)
    // A look-back of ages must not wrap round to the future.
    // A run of a later day was one whose clock was ahead: nobody knows when it was.
    let due = lastCompleteStart.flatMap { $0 > now + 86_400 ? nil : $0 }.map { start in
      let (begin, wraps) = min(start, now).subtractingReportingOverflow(max(lookBack, 0))
      return UTCDay(secondsSince1970: wraps ? 0 : max(begin, 0))
    }
    let wanted = since.map { UTCDay(secondsSince1970: max($0, 86_400)).advanced(by: -1) }
    range = (wanted ?? due).map { min($0, last)...last }
    leavesNoGap = wanted.map { wanted in due.map { wanted <= $0 } ?? false } ?? true
  }
}
