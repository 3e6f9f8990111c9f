#if canImport(Glibc)
  import Glibc
#endif

/// State that several threads share: changed under a lock, waited for on a condition.
///
/// `@unchecked Sendable`: `state` is only touched between `pthread_mutex_lock` and `pthread_mutex_unlock`, and the
/// mutex and the condition never move, since they live in memory that this object allocates.
package final class Monitor<State>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  package init(_ state: sending State) {
    self.state = state
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // Deadlines must not move when somebody sets the clock.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Who of those that wait is woken by a change.
  package enum Waking {
    case everyone
    /// For many that wait for the same: one of them, whichever.
    case one
    case nobody
  }

  private func wake(_ waking: Waking) {
    switch waking {
    case .everyone: pthread_cond_broadcast(condition)
    case .one: pthread_cond_signal(condition)
    case .nobody: break
    }
  }

  /// Looks at the state.
  package func read<Result, Failure: Error>(
    _ body: (borrowing State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(state)
  }

  /// Changes the state and wakes those who wait for a change.
  @discardableResult
  package func change<Result, Failure: Error>(
    waking: Waking = .everyone, _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      wake(waking)
      pthread_mutex_unlock(mutex)
    }
    return try body(&state)
  }

  /// Waits until `body` has a result to give, and gives it; other threads see no state in between.
  package func wait<Result>(waking: Waking = .everyone, until body: (inout State) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      wake(waking)
      pthread_mutex_unlock(mutex)
    }
    while true {
      if let result = body(&state) { return result }
      pthread_cond_wait(condition, mutex)
    }
  }

  /// Waits like `wait(until:)`, but no longer than to a point of time.
  ///
  /// - Returns: nil where the time came first.
  package func wait<Result>(to deadline: MonotonicTime, until body: (inout State) -> Result?) -> Result? {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    var limit = timespec(
      tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
    while true {
      if let result = body(&state) { return result }
      if pthread_cond_timedwait(condition, mutex, &limit) == ETIMEDOUT { return body(&state) }
    }
  }
}
