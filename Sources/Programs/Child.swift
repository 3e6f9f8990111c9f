import Glibc

/// A process that was started here and is not reaped yet.
struct Child: ~Copyable {
  private let id: pid_t
  let output: PipeEnd

  init(id: pid_t, output: PipeEnd) {
    self.id = id
    self.output = output
  }

  /// True once it has ended; its id stays its own until it is reaped.
  var hasEnded: Bool {
    var info = siginfo_t()
    // Left at zero by the call where it has not ended.
    info.si_signo = 0
    let result = waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT)
    return result == 0 ? info.si_signo != 0 : errno != EINTR
  }

  /// Gets its wait status and lets go of its id; nil where somebody else has got it.
  consuming func reap() -> Int32? {
    var status: Int32 = 0
    while waitpid(id, &status, 0) == -1 {
      guard errno == EINTR else { return nil }
    }
    return status
  }

  /// Ends it and what it started: politely, and after the grace for good.
  consuming func end(grace: Duration, meanwhile: () -> Void) {
    kill(-id, SIGTERM)
    let clock = ContinuousClock()
    let deadline = clock.now + grace
    while !hasEnded, clock.now < deadline {
      usleep(5000)
      meanwhile()
    }
    kill(-id, SIGKILL)
    _ = reap()
  }
}
