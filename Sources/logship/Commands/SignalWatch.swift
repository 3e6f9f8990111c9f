import Glibc
import Synchronization
import Threads

/// Ends a command in good order when the process is asked to end: its preparations, in which it may wait for a secret or
/// for credentials, and then its run.
///
/// The signals are blocked in all threads and waited for by one, so nothing runs in a signal handler. The first one asks
/// for the end; a second one leaves at once.
final class SignalWatch: Sendable {
  /// SIGHUP comes from a terminal that closes.
  private static let signals = [SIGTERM, SIGINT, SIGHUP]
  /// How long preparations may take to end: a program that is waited for has two seconds to end well.
  static let patience: UInt32 = 3

  /// How long a run that has ended may take to tell of itself.
  private static let tellingPatience: UInt32 = 10

  private struct State {
    /// The signal's name, once one has come.
    var name: String?
    var interrupt: @Sendable () -> Void = {}
    var patience = SignalWatch.patience
    var endRun: (@Sendable (String) -> Bool)?
  }

  private let state = Mutex(State())

  /// Watches for the signals from now on; to be called before any other thread is started.
  ///
  /// A signal that the parent ignores, as `nohup` does with SIGHUP, stays ignored.
  ///
  /// - Throws: `CommandFailure` with `unsent` where the system gives no thread to wait with; signals end the process then
  ///   as they do any.
  static func start() throws(CommandFailure) -> SignalWatch {
    let watch = SignalWatch()
    var set = watched()
    pthread_sigmask(SIG_BLOCK, &set, nil)
    guard startThread({ watch.waitForFirst() }) else {
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
      throw .noThread
    }
    return watch
  }

  /// True once one of the signals has come.
  var isAskedToEnd: Bool { state.withLock { $0.name != nil } }

  /// Throws `CommandFailure` with `unsent` once one of the signals has come.
  func throwIfAskedToEnd() throws(CommandFailure) {
    if let name = state.withLock({ $0.name }) { throw Self.ended(by: name) }
  }

  /// Carries out what comes before a run, or all of a command without one.
  ///
  /// - Parameters:
  ///   - patience: How many seconds it may take to end once it was broken off.
  ///   - work: Gets what takes the way to end it: something that breaks off what is waited for.
  /// - Returns: What it came to.
  /// - Throws: What it threw; `CommandFailure` with `unsent` where a signal has come, whatever was thrown or found.
  func preparing<Result>(
    patience: UInt32 = SignalWatch.patience,
    _ work: (_ interruptible: (@escaping @Sendable () -> Void) -> Void) throws -> Result
  ) throws -> Result {
    do {
      let result = try work { interrupt in
        let hasCome = state.withLock { state in
          state.interrupt = interrupt
          state.patience = patience
          return state.name != nil
        }
        if hasCome { interrupt() }
      }
      try throwIfAskedToEnd()
      return result
    } catch {
      try throwIfAskedToEnd()
      throw error
    }
  }

  /// Has the run ended by the signal, from now on.
  ///
  /// - Parameter end: Ends the run, and says whether it did; gets the signal's name. Called once at most.
  /// - Throws: `CommandFailure` with `unsent` where a signal came before the run began.
  func handOver(to end: @escaping @Sendable (String) -> Bool) throws(CommandFailure) {
    let name = state.withLock { state in
      state.endRun = end
      return state.name
    }
    if let name { throw Self.ended(by: name) }
  }

  private static func ended(by name: String) -> CommandFailure {
    CommandFailure(.unsent, "ended by \(name) before it was done")
  }

  private func waitForFirst() {
    let name = Self.waitForSignal()
    // Who does not want to wait sends a second one.
    let isSecondAwaited = Self.startThread {
      _ = Self.waitForSignal()
      _exit(ExitCode.unsent.rawValue)
    }
    if !isSecondAwaited {
      // Nobody catches it: it ends the process as any signal does.
      var set = Self.watched()
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
    let held = state.withLock { state in
      state.name = name
      return state
    }
    if let end = held.endRun {
      // What is left after a run is telling of it, which a pipe that nobody reads would hold up for ever.
      if end(name) { sleep(Self.tellingPatience) }
    } else {
      held.interrupt()
      // The thread that prepares finds that it was asked to end, and with it ends the process.
      sleep(held.patience)
    }
    _exit(ExitCode.unsent.rawValue)
  }

  private static func waitForSignal() -> String {
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

  /// Starts a thread that lasts as long as the process; false where the system gives none.
  private static func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
    WorkerThread(work) != nil
  }
}
