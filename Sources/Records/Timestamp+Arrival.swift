extension Timestamp {
  /// Before the service replaces a time (Azure Monitor, HTTP Data Collector API, "Request headers").
  private static let oldest: Int64 = 2 * 86_400
  private static let furthest: Int64 = 86_400

  /// Whether the service takes the time of arrival for `TimeGenerated` in place of this one.
  ///
  /// - Parameter now: The time of arrival.
  /// - Returns: True where it is too old or too far ahead.
  @inline(__always)
  func isReplaced(at now: Timestamp) -> Bool {
    let age = now.epochSeconds - epochSeconds
    return age > Timestamp.oldest || age < -Timestamp.furthest
  }
}
