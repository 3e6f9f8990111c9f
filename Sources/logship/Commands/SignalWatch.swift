import Glibc

/// Ends a run in good order when the process is asked to end.
///
/// The signals are blocked in all threads and waited for by one, so nothing runs in a signal handler. The first one asks
/// the run to end; a second one leaves at once.
final class SignalWatch: Sendable {
  /// SIGHUP comes from a terminal that closes.
  private static let signals = [SIGTERM, SIGINT, SIGHUP]

  /// Blocks the signals; to be called before any thread is started.
  ///
  /// A signal that the parent ignores, as `nohup` does with SIGHUP, stays ignored.
  static func block() {
    var set = watched()
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// True where one of them has come and nobody has taken it yet: before `start`, whoever waits looks here.
  static var isAskedToEnd: Bool {
    var pending = sigset_t()
    guard sigpending(&pending) == 0 else { return false }
    return signals.contains { sigismember(&pending, $0) == 1 }
  }

  /// Waits for the signals on a thread of its own.
  ///
  /// - Parameter end: Ends the run, and says whether it did; gets the signal's name. Called once.
  static func start(_ end: @escaping @Sendable (String) -> Bool) {
    let job = Unmanaged.passRetained(Job(end))
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
        let name = SignalWatch.wait()
        // Who does not want to wait sends a second one.
        SignalWatch.startImpatience()
        if !job.end(name) { _exit(ExitCode.unsent.rawValue) }
        return nil
      }, job.toOpaque())
    if started == 0 { pthread_detach(thread) } else { job.release() }
  }

  private static func startImpatience() {
    var thread = pthread_t()
    let started = pthread_create(
      &thread, nil,
      { _ in
        _ = SignalWatch.wait()
        _exit(ExitCode.unsent.rawValue)
      }, nil)
    if started == 0 { pthread_detach(thread) }
  }

  private static func wait() -> String {
    var set = watched()
    while true {
      var number: Int32 = 0
      guard sigwait(&set, &number) == 0 else { continue }
      return [SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP"][number] ?? "signal \(number)"
    }
  }

  private static func watched() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals {
      var present = sigaction()
      sigaction(signal, nil, &present)
      let isIgnored = unsafeBitCast(present.__sigaction_handler.sa_handler, to: Int.self) == 1
      if !isIgnored { sigaddset(&set, signal) }
    }
    return set
  }

  private final class Job {
    let end: @Sendable (String) -> Bool
    init(_ end: @escaping @Sendable (String) -> Bool) { self.end = end }
  }
}
