import Records

/// Times as the 2019 programs wrote them: in UTC, without a zone.
enum ReportTime {
  /// `2019-06-25T21:52:43` of seconds since 1970.
  static func text(_ seconds: Int64) -> String { String("\(Timestamp(epochSeconds: seconds))".dropLast()) }

  /// `2019-06-25` of seconds since 1970.
  static func day(_ seconds: Int64) -> String { String(text(seconds).prefix(10)) }
}
