/// A point in time as the workspace gets it: whole seconds, UTC, proleptic Gregorian calendar, years 0001 to 9999.
///
/// No host time zone and no locale has a part in it.
public struct Timestamp: Sendable, Equatable, Comparable {
  public let epochSeconds: Int64

  /// A time by its distance from 1970-01-01T00:00:00Z.
  public init(epochSeconds: Int64) {
    self.epochSeconds = epochSeconds
  }

  /// The length of `YYYY-MM-DDTHH:MM:SSZ`.
  static let writtenLength = 20
  private static let earliest: Int64 = -62_135_596_800
  private static let latest: Int64 = 253_402_300_799

  /// Whole days between 1970-01-01 and the date of this time in UTC.
  var dayNumber: Int64 { floorDivide(epochSeconds, 86_400) }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.epochSeconds < right.epochSeconds }

  /// Reads the time forms that inputs use.
  ///
  /// `YYYY-MM-DD`; `YYYY-MM-DDTHH:MM:SS`, also with a space, a fraction (cut off) and `Z`, `±HH:MM`, `±HHMM` or nothing
  /// (UTC) behind it; `MM-DD-YYYY HH:MM:SS`, which the 2019 exporter wrote in CSV.
  /// - Parameter text: The whole value.
  /// - Returns: nil for everything else, a date that the calendar does not have among it.
  public static func parse(_ text: ByteSlice) -> Timestamp? {
    guard text.count >= 10 else { return nil }
    if text[2] == UInt8(ascii: "-") { return parseMonthFirst(text) }
    guard text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
      let midnight = secondsAtMidnight(year, month, day)
    else { return nil }
    if text.count == 10 { return checked(midnight) }
    guard text[10] == UInt8(ascii: "T") || text[10] == ASCII.space, text.count >= 19,
      let seconds = secondsOfDay(text, 11), let offset = zoneOffset(text, 19)
    else { return nil }
    return checked(midnight + seconds - offset)
  }

  private static func parseMonthFirst(_ text: ByteSlice) -> Timestamp? {
    guard text.count == 19, text[5] == UInt8(ascii: "-"), text[10] == ASCII.space,
      let month = number(text, 0, 2), let day = number(text, 3, 2), let year = number(text, 6, 4),
      let midnight = secondsAtMidnight(year, month, day), let seconds = secondsOfDay(text, 11)
    else { return nil }
    return checked(midnight + seconds)
  }

  private static func checked(_ seconds: Int64) -> Timestamp? {
    seconds >= earliest && seconds <= latest ? Timestamp(epochSeconds: seconds) : nil
  }

  @inline(__always)
  private static func number(_ text: ByteSlice, _ start: Int, _ digits: Int) -> Int64? {
    var value: Int64 = 0
    for index in start..<start + digits {
      let digit = text[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }

  private static func secondsOfDay(_ text: ByteSlice, _ start: Int) -> Int64? {
    guard text[start + 2] == ASCII.colon, text[start + 5] == ASCII.colon,
      let hour = number(text, start, 2), let minute = number(text, start + 3, 2),
      let second = number(text, start + 6, 2),
      hour < 24, minute < 60, second < 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// Seconds east of Greenwich named by what follows the seconds, a fraction skipped.
  private static func zoneOffset(_ text: ByteSlice, _ start: Int) -> Int64? {
    var index = start
    if index < text.count, text[index] == UInt8(ascii: ".") || text[index] == ASCII.comma {
      index += 1
      let firstDigit = index
      while index < text.count, ASCII.isDigit(text[index]) { index += 1 }
      guard index > firstDigit else { return nil }
    }
    if index == text.count { return 0 }
    let sign = text[index]
    index += 1
    if sign == UInt8(ascii: "Z") { return index == text.count ? 0 : nil }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text.count - index >= 4,
      let hours = number(text, index, 2)
    else { return nil }
    index += 2
    if text[index] == ASCII.colon { index += 1 }
    guard text.count - index == 2, let minutes = number(text, index, 2), hours < 24, minutes < 60 else { return nil }
    let offset = hours * 3600 + minutes * 60
    return sign == UInt8(ascii: "-") ? -offset : offset
  }

  /// Howard Hinnant's days_from_civil (chrono-compatible low-level date algorithms), with the day checked.
  private static func secondsAtMidnight(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= daysIn(month, of: year) else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86_400
  }

  private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Writes `YYYY-MM-DDTHH:MM:SSZ` into 20 bytes.
  func write(to bytes: UnsafeMutableRawPointer) {
    let days = dayNumber
    let seconds = epochSeconds - days * 86_400
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func put(_ value: Int64, _ offset: Int) {
      bytes.storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: value / 10), toByteOffset: offset, as: UInt8.self)
      bytes.storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: value % 10), toByteOffset: offset + 1, as: UInt8.self)
    }
    put(year / 100, 0)
    put(year % 100, 2)
    put(month, 5)
    put(day, 8)
    put(seconds / 3600, 11)
    put(seconds / 60 % 60, 14)
    put(seconds % 60, 17)
    bytes.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 4, as: UInt8.self)
    bytes.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 7, as: UInt8.self)
    bytes.storeBytes(of: UInt8(ascii: "T"), toByteOffset: 10, as: UInt8.self)
    bytes.storeBytes(of: ASCII.colon, toByteOffset: 13, as: UInt8.self)
    bytes.storeBytes(of: ASCII.colon, toByteOffset: 16, as: UInt8.self)
    bytes.storeBytes(of: UInt8(ascii: "Z"), toByteOffset: 19, as: UInt8.self)
  }
}

extension Timestamp: CustomStringConvertible {
  public var description: String {
    String(unsafeUninitializedCapacity: Timestamp.writtenLength) { buffer in
      guard let start = UnsafeMutableRawBufferPointer(buffer).baseAddress else { return 0 }
      write(to: start)
      return Timestamp.writtenLength
    }
  }
}

@inline(__always)
private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  value >= 0 ? value / divisor : (value - divisor + 1) / divisor
}
