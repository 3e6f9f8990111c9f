import Synchronization

/// Keeps what is sent to one rule within what it takes in a minute, so that a backfill is not refused all the time.
final class MinutePace: Sendable {
  /// What is used of the limits: others may write to the rule as well, and clocks of the service count otherwise.
  private static let share = 0.95
  private static let window: Int64 = 60

  private struct Second {
    let number: Int64
    var requests = 0
    var bytes = 0
  }

  private let mostRequests: Int
  private let mostBytes: Int
  private let seconds = Mutex([Second]())

  /// A pace for one rule.
  init(
    requests: Int = LogsIngestionLimits.minuteRequests, bytes: Int = LogsIngestionLimits.minuteBytes
  ) {
    mostRequests = Int(Double(requests) * Self.share)
    mostBytes = Int(Double(bytes) * Self.share)
  }

  /// Takes a turn where there is one.
  ///
  /// - Parameters:
  ///   - bytes: What is sent, before it is packed.
  ///   - now: Seconds of a clock that nobody sets.
  /// - Returns: nil where it may be sent now, and is counted; else how long to wait before asking again.
  func turn(_ bytes: Int, now: Int64) -> Duration? {
    seconds.withLock { seconds in
      seconds.removeAll { $0.number <= now - Self.window }
      let requests = seconds.reduce(0) { $0 + $1.requests }
      let sent = seconds.reduce(0) { $0 + $1.bytes }
      if requests < mostRequests, sent + bytes <= mostBytes || requests == 0 {
        if seconds.last?.number != now { seconds.append(Second(number: now)) }
        seconds[seconds.count - 1].requests += 1
        seconds[seconds.count - 1].bytes += bytes
        return nil
      }
      return .seconds(max((seconds.first?.number ?? now) + Self.window - now, 1))
    }
  }
}
