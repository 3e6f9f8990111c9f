import Glibc

/// Waiting on the calling thread.
enum Wait {
  /// How long a wait goes on before somebody looks whether it still makes sense.
  private static let moment = Duration.milliseconds(100)

  /// Waits until the time is over or nobody has a use for it any more.
  static func sleep(_ duration: Duration, unless isStopped: () -> Bool) {
    var left = duration
    while left > .zero, !isStopped() {
      let piece = min(left, moment)
      let (seconds, attoseconds) = piece.components
      var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
      var asked = rest
      while nanosleep(&asked, &rest) == -1 && errno == EINTR { asked = rest }
      left -= piece
    }
  }
}
