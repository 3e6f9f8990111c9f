import Glibc

/// A moment in UTC to the second, in the two forms that AWS writes.
struct UTCTime: Sendable, Equatable {
  let secondsSince1970: Int64

  init(_ secondsSince1970: Int64) {
    self.secondsSince1970 = secondsSince1970
  }

  /// The machine's clock, which every signature depends on.
  static var now: UTCTime {
    UTCTime(Int64(time(nil)))
  }

  /// `20261122T030002Z`, as a signature carries it.
  var basicText: String {
    let parts = Self.parts(secondsSince1970)
    return Self.digits(parts.tm_year + 1900, 4) + Self.digits(parts.tm_mon + 1, 2) + Self.digits(parts.tm_mday, 2) + "T"
      + Self.digits(parts.tm_hour, 2) + Self.digits(parts.tm_min, 2) + Self.digits(parts.tm_sec, 2) + "Z"
  }

  /// `2026-11-22T03:00:02Z`, as the files of tokens have it.
  var extendedText: String {
    let parts = Self.parts(secondsSince1970)
    let date = [(parts.tm_year + 1900, Int32(4)), (parts.tm_mon + 1, 2), (parts.tm_mday, 2)]
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec]
    return date.map { Self.digits($0.0, Int($0.1)) }.joined(separator: "-") + "T"
      + time.map { Self.digits($0, 2) }.joined(separator: ":") + "Z"
  }

  /// Reads `2026-11-22T03:00:02Z`, with or without a fraction, which is dropped.
  init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 40, bytes.last == UInt8(ascii: "Z") else { return nil }
    let separators: [(Int, Character)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
    for (index, separator) in separators where bytes[index] != separator.asciiValue { return nil }
    let fraction = bytes[19..<(bytes.count - 1)]
    if let point = fraction.first {
      guard point == UInt8(ascii: "."), fraction.count > 1, Self.number(fraction.dropFirst().prefix(9)) != nil else {
        return nil
      }
    }
    guard let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
      let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
      let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19])
    else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
    secondsSince1970 = Int64(timegm(&parts))
    // timegm carries what is too large over to the next field, so a day that never was comes back as another one.
    let read = Self.parts(secondsSince1970)
    guard
      (read.tm_year, read.tm_mon, read.tm_mday, read.tm_hour, read.tm_min, read.tm_sec)
        == (year - 1900, month - 1, day, hour, minute, second)
    else { return nil }
  }

  private static func parts(_ seconds: Int64) -> tm {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    return parts
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int32? {
    var value: Int32 = 0
    for digit in digits {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int32(digit - UInt8(ascii: "0"))
    }
    return value
  }

  private static func digits(_ value: Int32, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
