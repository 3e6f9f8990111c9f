import Glibc

/// Waits for SIGINT or SIGTERM in place of being ended by them.
///
/// They are blocked from here on in all threads that are started, so that one which comes before anybody waits is kept.
struct TerminationSignals {
  private let awaited: sigset_t

  init() {
    var awaited = sigset_t()
    sigemptyset(&awaited)
    for number in [SIGINT, SIGTERM] { sigaddset(&awaited, number) }
    pthread_sigmask(SIG_BLOCK, &awaited, nil)
    self.awaited = awaited
  }

  func wait() {
    var awaited = awaited
    var number: Int32 = 0
    while sigwait(&awaited, &number) != 0 {}
  }
}
