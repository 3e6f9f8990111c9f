#if canImport(Glibc)
  import Glibc
#endif

/// A point of time on the clock that nobody sets.
package struct MonotonicTime: Sendable, Comparable {
  package let nanoseconds: Int64

  package static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

  package static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    MonotonicTime(nanoseconds: time.nanoseconds + duration.nanoseconds)
  }

  package static func - (later: MonotonicTime, earlier: MonotonicTime) -> Duration {
    .nanoseconds(later.nanoseconds - earlier.nanoseconds)
  }
}

extension Duration {
  /// Whole nanoseconds, held within what a clock can count.
  package var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let bounded = min(max(seconds, -4_000_000_000), 4_000_000_000)
    return bounded * 1_000_000_000 + attoseconds / 1_000_000_000
  }

  /// Seconds with their fraction.
  package var seconds: Double { Double(nanoseconds) / 1e9 }
}
