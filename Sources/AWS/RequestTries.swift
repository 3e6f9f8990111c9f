import Transport

/// The tries of one request: how often it failed so far, and whether it is worth another one.
struct RequestTries {
  private let limit: Int
  private let retry: RetryPolicy
  private let throttlingBudget: Duration
  private var failures = 0
  private var throttlings = 0
  private var throttledSince: Duration?
  private var failedSince: Duration?
  private var hasAskedForNewKey = false

  /// None yet.
  ///
  /// - Parameters:
  ///   - limit: How many tries may fail.
  ///   - retry: How long to wait between them.
  ///   - throttlingBudget: How long it is tried on while it is refused as one too many.
  init(limit: Int, retry: RetryPolicy, throttlingBudget: Duration) {
    self.limit = limit
    self.retry = retry
    self.throttlingBudget = throttlingBudget
  }

  /// Whether the request should go out at once with a new key, since the one it had has ended.
  ///
  /// A session's key in a file may have been replaced since it was read; that is found out once.
  mutating func takesNewKey(
    after error: ServiceError, by key: AWSCredentials, from credentials: RefreshingCredentials
  ) -> Bool {
    guard error.isExpiredKey, !hasAskedForNewKey else { return false }
    hasAskedForNewKey = true
    credentials.forget(key)
    return true
  }

  /// Counts a refusal as one too many, which is no failure of the request: time is its limit.
  ///
  /// The time is that of a clock which nobody sets; it counts from the first refusal on.
  ///
  /// - Returns: Which refusal it is, from 1; nil where the budget is used up. Who waited in a long line meanwhile has its
  ///   tries all the same.
  mutating func throttled(at now: Duration) -> Int? {
    throttlings += 1
    let since = throttledSince ?? now
    throttledSince = since
    return now - since < throttlingBudget || throttlings < limit ? throttlings : nil
  }

  /// Counts a failure, and tells how long to wait before the next try.
  ///
  /// - Parameters:
  ///   - failure: What went wrong.
  ///   - mayPass: Whether another try may succeed.
  ///   - asked: How long the server wants to be left alone.
  ///   - now: By a clock that nobody sets, where the budget is also for failures; it counts from the first on.
  /// - Returns: A time as the policy has it, which ends within the budget.
  /// - Throws: The failure, where it was the last try.
  mutating func failed(
    _ failure: AWSError, mayPass: Bool, asked: Duration, at now: Duration? = nil
  ) throws(AWSError) -> Duration {
    failures += 1
    guard mayPass, failures < limit else { throw failure }
    let wait = retry.delay(afterFailures: failures, atLeast: asked)
    // Without a budget each request has its tries.
    if let now, throttlingBudget > .zero {
      let since = failedSince ?? now
      failedSince = since
      guard now - since + wait <= throttlingBudget else { throw failure }
    }
    return wait
  }
}

extension RetryPolicy {
  /// How long to wait after so many failures, and as long as a server asks for, within reason.
  func delay(afterFailures failures: Int, atLeast asked: Duration = .zero) -> Duration {
    var dice = SystemRandomNumberGenerator()
    // A server may ask for a day; nobody waits for that with an object half read.
    return Swift.max(min(asked, self.max), delay(attempt: failures, random: &dice))
  }
}
