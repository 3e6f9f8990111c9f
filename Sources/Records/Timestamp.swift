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

  /// The beginning of its day in UTC.
  public var midnight: Timestamp { Timestamp(epochSeconds: dayNumber * 86_400) }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.epochSeconds < right.epochSeconds }

  /// Reads the time forms that inputs use.
  ///
  /// `YYYY-MM-DD`; `YYYY-MM-DDTHH:MM:SS`, also with a space, a fraction (cut off) and `Z`, `±HH:MM`, `±HHMM` or nothing
  /// (UTC) behind it; `MM-DD-YYYY HH:MM:SS`, which the 2019 exporter wrote in CSV.
  /// - Parameter text: The whole value.
  /// - Returns: nil for everything else, a date that the calendar does not have among it.
  public static func parse(_ text: ByteSlice) -> Timestamp? {
    guard text.count >= 10, let start = text.bytes.baseAddress else { return nil }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    if bytes[2] == UInt8(ascii: "-") { return parseMonthFirst(bytes, text.count) }
    let date = EightBytes(at: bytes).pairs(between: "0000-00-")
    let day = DigitPair(bytes + 8)
    guard let date, day.isGood,
      let midnight = secondsAtMidnight(date[0] * 100 + date[2], date[5], day.value)
    else { return nil }
    if text.count == 10 { return checked(midnight) }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == ASCII.space, text.count >= 19,
      let seconds = secondsOfDay(bytes + 11)
    else { return nil }
    if text.count == 19 || text.count == 20 && bytes[19] == UInt8(ascii: "Z") { return checked(midnight + seconds) }
    guard let offset = zoneOffset(text, 19) else { return nil }
    return checked(midnight + seconds - offset)
  }

  /// Reads a time and writes it as `YYYY-MM-DDTHH:MM:SSZ`.
  ///
  /// - Parameters:
  ///   - text: The whole value, with `ByteSlice.blockBytes` readable bytes behind it.
  ///   - target: Room for `writtenLength` bytes.
  /// - Returns: nil where it is no time; what was written then means nothing.
  static func normalise(_ text: ByteSlice, to target: UnsafeMutableRawPointer) -> Timestamp? {
    guard let time = parse(text), let start = text.bytes.baseAddress else { return nil }
    // Of these lengths are only the forms that lack nothing but the letters.
    switch text.count {
    case 10: target.copyMemory(from: midnightText.utf8Start, byteCount: writtenLength)
    case 19, 20: target.copyMemory(from: start, byteCount: writtenLength)
    default:
      time.write(to: target)
      return time
    }
    guard start.load(fromByteOffset: 2, as: UInt8.self) != UInt8(ascii: "-") else {
      time.write(to: target)
      return time
    }
    target.copyMemory(from: start, byteCount: 10)
    target.storeBytes(of: UInt8(ascii: "T"), toByteOffset: 10, as: UInt8.self)
    target.storeBytes(of: UInt8(ascii: "Z"), toByteOffset: 19, as: UInt8.self)
    return time
  }

  private static let midnightText: StaticString = "0000-00-00T00:00:00Z"

  private static func parseMonthFirst(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Timestamp? {
    guard count == 19, bytes[5] == UInt8(ascii: "-"), bytes[10] == ASCII.space else { return nil }
    let month = DigitPair(bytes), day = DigitPair(bytes + 3)
    let century = DigitPair(bytes + 6), year = DigitPair(bytes + 8)
    guard month.isGood, day.isGood, century.isGood, year.isGood,
      let midnight = secondsAtMidnight(century.value * 100 + year.value, month.value, day.value),
      let seconds = secondsOfDay(bytes + 11)
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

  @inline(__always)
  private static func secondsOfDay(_ bytes: UnsafePointer<UInt8>) -> Int64? {
    guard let time = EightBytes(at: bytes).pairs(between: "00:00:00") else { return nil }
    let hour = time[0], minute = time[3], second = time[6]
    guard hour < 24, minute < 60, second < 60 else { return nil }
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

  /// The days of Howard Hinnant's days_from_civil (chrono-compatible low-level date algorithms), where no year is before
  /// the first, with the day checked.
  @inline(__always)
  private static func secondsAtMidnight(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= 28 || day <= daysIn(month, of: year) else { return nil }
    // Years begin in March, so that the leap day is their last.
    let isBeforeMarch = month <= 2
    let years = UInt64(truncatingIfNeeded: isBeforeMarch ? year - 1 : year)
    let months = UInt64(truncatingIfNeeded: isBeforeMarch ? month + 9 : month - 3)
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5
    return (Int64(days) + day - 1 - 719_468) * 86_400
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

extension Timestamp {
  /// Reads the time forms that inputs use, as `parse` does.
  public init?(_ text: String) {
    var text = text
    guard let time = text.withUTF8({ Timestamp.parse(ByteSlice(UnsafeRawBufferPointer($0))) }) else { return nil }
    self = time
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

/// Two decimal digits.
private struct DigitPair {
  let value: Int64
  let isGood: Bool

  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>) {
    let tens = bytes[0] &- 0x30, units = bytes[1] &- 0x30
    value = Int64(tens) * 10 + Int64(units)
    isGood = tens < 10 && units < 10
  }
}

/// The numbers that pairs of eight digits make, by the place of the first digit.
private struct DigitPairs {
  fileprivate let word: UInt64

  @inline(__always)
  subscript(place: UInt64) -> Int64 { Int64(word >> (place * 8) & 0xFF) }
}

extension EightBytes {
  /// Reads digits and what is between them.
  ///
  /// - Parameter form: Eight characters: a zero for each digit, all else as it has to be.
  /// - Returns: nil where the bytes are of another form.
  @inline(__always)
  fileprivate func pairs(between form: StaticString) -> DigitPairs? {
    let expected = EightBytes(at: form.utf8Start).word
    // Zero where a byte is as in the form, and the digit's value where it is a digit.
    let values = word ^ expected
    let isDigit = EightBytes.isZero(expected)
    guard values & ~isDigit == 0, (values | (values &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    // Each byte times ten and the byte behind it: no sum is over 99, so none reaches into the next byte.
    return DigitPairs(word: values &* 10 &+ values >> 8)
  }

  /// 0xFF for each byte of a form that is the character zero.
  @inline(__always)
  private static func isZero(_ form: UInt64) -> UInt64 {
    var mask: UInt64 = 0
    for index in 0..<UInt64(8) where form >> (index * 8) & 0xFF == 0x30 { mask |= 0xFF << (index * 8) }
    return mask
  }
}

@inline(__always)
private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  value >= 0 ? value / divisor : (value - divisor + 1) / divisor
}
