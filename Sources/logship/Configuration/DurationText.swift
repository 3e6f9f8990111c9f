/// Times as people write them: a whole number and a unit.
enum DurationText {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
  ]

  /// Reads `500ms`, `90s`, `10m`, `2h` or `2d`.
  ///
  /// - Parameter text: A whole number with its unit; a number alone does not tell what it counts.
  /// - Returns: The time, or nil where the text is none or is over 10,000 days.
  static func parse(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count)
    guard let count = Int64(digits), let factor = units.first(where: { $0.name == unit })?.milliseconds else {
      return nil
    }
    let (milliseconds, overflow) = count.multipliedReportingOverflow(by: factor)
    guard !overflow, milliseconds <= 864_000_000_000 else { return nil }
    return .milliseconds(milliseconds)
  }

  /// The time in the largest unit that keeps it whole and more than one: `60s` and not `1m`, as people write it.
  static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    guard milliseconds != 0 else { return "0s" }
    for unit in units where milliseconds.isMultiple(of: unit.milliseconds) {
      let count = milliseconds / unit.milliseconds
      if count > 1 || unit.milliseconds <= 1_000 { return "\(count)\(unit.name)" }
    }
    return "\(milliseconds)ms"
  }
}
