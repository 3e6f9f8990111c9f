/// Times in the form of RFC 1123, `Mon, 04 Apr 2016 08:00:00 GMT`, which `x-ms-date` and `Date` use.
enum HTTPTime {
  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Seconds since 1970, or nil for text that is not exactly of that form or names a wrong day of the week.
  static func parse(_ text: String) -> Int? {
    var reader = DigitReader(Array(text.utf8))
    guard let weekday = weekdays.firstIndex(where: { reader.take($0) }), reader.take(", "),
      let day = reader.number(2), reader.take(" "), let month = months.firstIndex(where: { reader.take($0) }),
      reader.take(" "), let year = reader.number(4), reader.take(" "), let hour = reader.number(2), reader.take(":"),
      let minute = reader.number(2), reader.take(":"), let second = reader.number(2), reader.take(" GMT"),
      reader.isAtEnd, hour < 24, minute < 60, second < 60,
      let days = CivilDate.days(year: year, month: month + 1, day: day), self.weekday(days) == weekday
    else { return nil }
    return days * 86400 + hour * 3600 + minute * 60 + second
  }

  /// The text of a time.
  static func format(_ seconds: Int) -> String {
    let days = seconds.flooredQuotient(86400)
    let rest = seconds - days * 86400
    let (year, month, day) = CivilDate.date(days: days)
    let time = "\((rest / 3600).padded(2)):\((rest / 60 % 60).padded(2)):\((rest % 60).padded(2))"
    return "\(weekdays[weekday(days)]), \(day.padded(2)) \(months[month - 1]) \(year.padded(4)) \(time) GMT"
  }

  /// The day of the week, Monday as 0; 1970-01-01 was a Thursday.
  private static func weekday(_ days: Int) -> Int {
    (days + 3) - (days + 3).flooredQuotient(7) * 7
  }
}
