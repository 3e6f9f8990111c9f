import Glibc

/// Time since some fixed moment, which no change of the machine's date moves.
enum MonotonicClock {
  static func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Duration(secondsComponent: Int64(time.tv_sec), attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000)
  }
}

extension Duration {
  /// Whole milliseconds, rounded up, so that a wait is never cut to nothing.
  var roundedUpMilliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// The duration as a reader of messages wants it, such as `60 s` or `0.25 s`.
  var inSeconds: String {
    let milliseconds = roundedUpMilliseconds
    guard !milliseconds.isMultiple(of: 1000) else { return "\(milliseconds / 1000) s" }
    let fraction = String(1000 + milliseconds % 1000).dropFirst()
    return "\(milliseconds / 1000).\(fraction.reversed().drop { $0 == "0" }.reversed().map(String.init).joined()) s"
  }
}

/// Notices when an answer as a whole takes too long, however busily it drips.
struct AnswerWatch {
  private let limit: Duration
  private var start: Duration?

  init(limit: Duration) {
    self.limit = limit
  }

  /// Begins to count, unless it has begun before.
  mutating func begin() {
    if start == nil { start = MonotonicClock.now() }
  }

  /// The time that is left for the answer to end; not positive once it is up.
  var timeLeft: Duration {
    guard let start else { return limit }
    return start + limit - MonotonicClock.now()
  }
}

/// Notices when nothing has moved for too long.
struct StallWatch {
  private let limit: Duration
  private var moved: Int64 = -1
  private var since = MonotonicClock.now()

  init(limit: Duration) {
    self.limit = limit
  }

  /// The time that is left for something to move, given the bytes moved so far; not positive once it is up.
  mutating func timeLeft(moved: Int64) -> Duration {
    let now = MonotonicClock.now()
    if moved != self.moved {
      self.moved = moved
      since = now
    }
    return since + limit - now
  }

  /// Begins again, where waiting is not the peer's doing.
  mutating func restart() {
    since = MonotonicClock.now()
  }
}
