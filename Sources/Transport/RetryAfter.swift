/// The header `Retry-After` (RFC 9110, section 10.2.3): a number of seconds or a date.
public enum RetryAfter {
  /// The most that is believed: a service that asks for more means "not today".
  public static let longest = Duration.seconds(86_400)

  /// How long the server asks us to wait.
  ///
  /// - Parameters:
  ///   - value: The header's value.
  ///   - now: The time, in seconds since 1970, that a date is compared with.
  /// - Returns: Zero for a date that has passed, at most `longest`, and nil where the value is neither form.
  public static func parse(_ value: String, now: Int64) -> Duration? {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let last = value.lastIndex(where: { !isSpace($0) }) else { return nil }
    let trimmed = String(value[...last].drop(while: isSpace))
    if trimmed.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
      // Digits that are no Int64 are more seconds than anyone waits.
      return min(.seconds(Int64(trimmed) ?? .max / 2), longest)
    }
    guard let date = HTTPDate.parse(trimmed) else { return nil }
    let (seconds, overflow) = date.subtractingReportingOverflow(now)
    return overflow ? nil : min(.seconds(max(0, seconds)), longest)
  }
}
