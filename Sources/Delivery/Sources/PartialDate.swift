/// What is known of a day after the first levels of folders: nothing, a year, a month, or all of it.
struct PartialDate: Sendable, Equatable {
  var year: Int?
  var month: Int?
  var day: Int?

  /// Whether there are such days.
  var exists: Bool {
    guard let year else { return true }
    return UTCDay(year: year, month: month ?? 1, day: day ?? 1) != nil
  }

  /// Whether a day is one of those that are meant.
  func contains(_ other: UTCDay) -> Bool {
    (year ?? other.year) == other.year && (month ?? other.month) == other.month && (day ?? other.day) == other.day
  }

  /// Whether any of the days that are meant lies in a range.
  func touches(_ range: ClosedRange<UTCDay>) -> Bool {
    guard let year else { return true }
    let ends = [range.lowerBound, range.upperBound].map { end in
      [end.year, month == nil ? 0 : end.month, day == nil ? 0 : end.day]
    }
    let own = [year, month ?? 0, day ?? 0]
    return !own.lexicographicallyPrecedes(ends[0]) && !ends[1].lexicographicallyPrecedes(own)
  }
}
