import Threads

/// Notices when nothing has moved for too long.
struct StallWatch {
  private let limit: Duration
  private var moved: Int64 = -1
  private var since = MonotonicTime.now

  init(limit: Duration) {
    self.limit = limit
  }

  /// The time that is left for something to move, given the bytes moved so far; not positive once it is up.
  mutating func timeLeft(moved: Int64) -> Duration {
    let now = MonotonicTime.now
    if moved != self.moved {
      self.moved = moved
      since = now
    }
    return since + limit - now
  }

  /// Begins again, where waiting is not the peer's doing.
  mutating func restart() {
    since = .now
  }
}
