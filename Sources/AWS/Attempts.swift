import Transport

/// The tries of one request: how often it failed so far, and whether it is worth another one.
struct Attempts {
  private let limit: Int
  private let retry: RetryPolicy
  private var failures = 0
  private var hasAskedForNewKey = false

  /// None yet, of so many at most.
  init(limit: Int, retry: RetryPolicy) {
    self.limit = limit
    self.retry = retry
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

  /// Counts a failure, and tells how long to wait before the next try.
  ///
  /// - Parameters:
  ///   - failure: What went wrong.
  ///   - mayPass: Whether another try may succeed.
  ///   - asked: How long the server wants to be left alone.
  /// - Returns: A time as the policy has it.
  /// - Throws: The failure, where it was the last try.
  mutating func failed(
    _ failure: AWSError, mayPass: Bool, asked: Duration
  ) throws(AWSError) -> Duration {
    failures += 1
    guard mayPass, failures < limit else { throw failure }
    return retry.delay(afterFailures: failures, atLeast: asked)
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
