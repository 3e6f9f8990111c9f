import Threads

/// Notices when an answer as a whole takes too long, however busily it drips.
struct AnswerWatch {
  let limit: Duration
  private var start: MonotonicTime?

  init(limit: Duration) {
    self.limit = limit
  }

  /// Begins to count, unless it has begun before.
  mutating func begin() {
    if start == nil { start = .now }
  }

  /// The time that is left for the answer to end; not positive once it is up.
  var timeLeft: Duration {
    guard let start else { return limit }
    return start + limit - .now
  }
}
