import Glibc

/// Times as the 2019 programs wrote them: in UTC, without a zone.
enum ReportTime {
  /// `2019-06-25T21:52:43` of seconds since 1970.
  static func text(_ seconds: Int64) -> String {
    let parts = parts(seconds)
    let day = self.day(parts)
    return "\(day)T\(digits(parts.tm_hour)):\(digits(parts.tm_min)):\(digits(parts.tm_sec))"
  }

  /// `2019-06-25` of seconds since 1970.
  static func day(_ seconds: Int64) -> String { day(parts(seconds)) }

  private static func day(_ parts: tm) -> String {
    "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
  }

  private static func parts(_ seconds: Int64) -> tm {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    return parts
  }

  private static func digits(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
