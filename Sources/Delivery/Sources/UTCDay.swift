#if canImport(Glibc)
  import Glibc
#endif

/// A day of the Gregorian calendar, from midnight to midnight in UTC.
struct UTCDay: Sendable, Hashable, Strideable, CustomStringConvertible {
  /// Days since 1 January 1970.
  let number: Int
  let year: Int
  let month: Int
  let day: Int

  /// The day that a moment lies in.
  init(secondsSince1970 seconds: Int64) {
    self.init(number: Int((seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400))
  }

  /// A day by its date; nil for one that never was, and before the year 1 or after 9999.
  init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(year) - 1900, Int32(month) - 1, Int32(day))
    self.init(number: Int(timegm(&parts)) / 86_400)
    // timegm carries what is too large over to the next month, so a day that never was comes back as another one.
    guard (self.year, self.month, self.day) == (year, month, day) else { return nil }
  }

  init(number: Int) {
    self.number = number
    var moment = time_t(number * 86_400)
    var parts = tm()
    gmtime_r(&moment, &parts)
    (year, month, day) = (Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
  }

  /// `2026-11-22`.
  var description: String { "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))" }

  func distance(to other: UTCDay) -> Int { other.number - number }

  func advanced(by days: Int) -> UTCDay { UTCDay(number: number + days) }

  /// A number with zeros before it, as dates are written in keys.
  static func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
