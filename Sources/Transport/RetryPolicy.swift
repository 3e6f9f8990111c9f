/// How long to wait before a request is tried again: exponential backoff with full jitter.
///
/// The wait is drawn evenly from zero to a bound that doubles, so that senders that failed together do not come back
/// together.
public struct RetryPolicy: Sendable, Equatable {
  /// The bound after the first failure.
  public let initial: Duration
  /// What the bound never exceeds.
  public let max: Duration

  /// A policy with a first and a last bound.
  public init(initial: Duration = .milliseconds(500), max: Duration = .seconds(30)) {
    self.initial = initial
    self.max = max
  }

  /// The wait before the next attempt.
  ///
  /// - Parameters:
  ///   - attempt: How many attempts have failed so far: 1 after the first.
  ///   - random: The dice, so that a test can load them.
  /// - Returns: Between zero and the bound, both included.
  public func delay(attempt: Int, random: inout some RandomNumberGenerator) -> Duration {
    var bound = Swift.min(initial, max)
    var failures = 1
    while bound > .zero, bound < max, failures < attempt {
      bound = Swift.min(bound * 2, max)
      failures += 1
    }
    let (seconds, attoseconds) = bound.components
    let nanoseconds = Swift.min(seconds, 1 << 32) * 1_000_000_000 + attoseconds / 1_000_000_000
    // Scaled by hand: `Int64.random` draws again for evenness, without end if the dice are loaded.
    let drawn = random.next().multipliedFullWidth(by: UInt64(Swift.max(0, nanoseconds)) + 1).high
    return .nanoseconds(Int64(drawn))
  }
}
