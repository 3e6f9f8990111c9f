/// Dates as HTTP writes them (RFC 9110, section 5.6.7), always in GMT, whatever the machine's language and zone.
public enum HTTPDate {
  private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// A moment in the form that is sent, `Sun, 06 Nov 1994 08:49:37 GMT`.
  ///
  /// - Parameter epochSeconds: Seconds since 1970, in the years 0 to 9999; what lies outside becomes the nearest of those.
  /// - Returns: 29 characters of ASCII.
  public static func format(_ epochSeconds: Int64) -> String {
    let moment = min(max(epochSeconds, -62_167_219_200), 253_402_300_799)
    let day = moment.quotient(dividingFlooredBy: 86_400)
    let second = moment - day * 86_400
    let (year, month, dayOfMonth) = civil(fromDay: day)
    // 1 January 1970 was a Thursday.
    let weekday = Int((day + 4) - (day + 4).quotient(dividingFlooredBy: 7) * 7)
    let time = "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
    return "\(weekdays[weekday].prefix(3)), \(padded(dayOfMonth)) \(months[Int(month) - 1]) "
      + "\(padded(year, to: 4)) \(time) GMT"
  }

  /// Reads each of the three forms that a recipient must know: today's, RFC 850's and asctime's.
  ///
  /// - Parameter text: The date alone, without white space around it.
  /// - Returns: Seconds since 1970, or nil where the text is none of the forms or names a day that never was. Two-digit
  ///   years from 69 on are of the last century, as in POSIX. The name of the weekday is not compared with the date.
  public static func parse(_ text: String) -> Int64? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    switch words.count {
    case 6 where words[5] == "GMT" && isWeekday(words[0], suffix: ",", isShort: true):
      return moment(day: words[1], month: words[2], year: words[3], yearDigits: 4, time: words[4])
    case 4 where words[3] == "GMT" && isWeekday(words[0], suffix: ",", isShort: false):
      let parts = words[1].split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      return moment(day: parts[0], month: parts[1], year: parts[2], yearDigits: 2, time: words[2])
    case 5 where isWeekday(words[0], suffix: "", isShort: true):
      return moment(day: words[2], month: words[1], year: words[4], yearDigits: 4, time: words[3])
    // asctime fills a day of one digit up with a space.
    case 6 where words[2].isEmpty && words[3].utf8.count == 1 && isWeekday(words[0], suffix: "", isShort: true):
      return moment(day: "0" + words[3], month: words[1], year: words[5], yearDigits: 4, time: words[4])
    default:
      return nil
    }
  }

  private static func isWeekday(_ word: Substring, suffix: String, isShort: Bool) -> Bool {
    weekdays.contains { (isShort ? String($0.prefix(3)) : $0) + suffix == word }
  }

  private static func moment(
    day: Substring, month: Substring, year: Substring, yearDigits: Int, time: Substring
  ) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = number(clock[0], digits: 2), let minute = number(clock[1], digits: 2),
      let second = number(clock[2], digits: 2), let day = number(day, digits: 2),
      let month = months.firstIndex(of: String(month)), var year = number(year, digits: yearDigits)
    else { return nil }
    if yearDigits == 2 { year += year >= 69 ? 1900 : 2000 }
    // 60 is a leap second, which the count since 1970 does not know.
    guard hour < 24, minute < 60, second <= 60, day >= 1 else { return nil }
    let days = Self.day(year: year, month: Int64(month) + 1, day: day)
    guard civil(fromDay: days) == (year, Int64(month) + 1, day) else { return nil }
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: Substring, digits: Int) -> Int64? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
    else { return nil }
    return Int64(text)
  }

  private static func padded(_ number: Int64, to width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  // Howard Hinnant's "chrono-compatible low-level date algorithms": eras of 400 years that begin on 1 March, so that the
  // leap day is the last day of its year.

  private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = shifted.quotient(dividingFlooredBy: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.quotient(dividingFlooredBy: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int64 {
  fileprivate func quotient(dividingFlooredBy divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
