import Foundation
import Synchronization

/// A program that a test started: in a process group of its own, so that it ends with whatever it started.
public final class ChildProcess: Sendable {
  /// What a standard stream is.
  public enum Stream: Sendable {
    /// `/dev/null`.
    case null
    /// A file, read from its start or written anew.
    case file(String)
    /// A descriptor of this process, which stays open here.
    case descriptor(Int32)
  }

  /// Why a program did not run as a test wants it.
  public enum Failure: Error, CustomStringConvertible {
    case cannotStart(String, Int32)
    case timedOut(String, Duration)

    public var description: String {
      switch self {
      case .cannotStart(let program, let code): "cannot start \(program): \(String(cString: strerror(code)))"
      case .timedOut(let program, let duration): "\(program) did not end within \(duration) and was killed"
      }
    }
  }

  public let id: pid_t
  private let program: String
  private let ended = DispatchSemaphore(value: 0)
  /// Set once the process is reaped: from then on its id may be another's.
  private let status = Mutex<Int32?>(nil)

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: What follows its name.
  ///   - environment: The whole environment.
  ///   - input: Its standard input.
  ///   - output: Its standard output.
  ///   - error: Its standard error.
  /// - Throws: `Failure.cannotStart`.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String], input: Stream = .null, output: Stream,
    error: Stream
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in [input, output, error].enumerated() {
      let number = Int32(number)
      let flags = number == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
      switch stream {
      case .null: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", number == 0 ? O_RDONLY : O_WRONLY, 0)
      case .file(let path): posix_spawn_file_actions_addopen(&actions, number, path, flags, 0o600)
      case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, number)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the test's own process ignores (SIGPIPE, with some libraries) is the child's to decide.
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // Threads of Dispatch block all signals, and the child would inherit that.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var id = pid_t()
    let code = posix_spawn(&id, program, &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw Failure.cannotStart(program, code) }
    self.id = id
    self.program = program
    let thread = Thread { [self] in reap() }
    thread.start()
  }

  /// Waits for the end.
  ///
  /// - Parameter timeout: How long; the whole process group is killed then.
  /// - Returns: The exit status, or 128 and the number of the signal that ended it.
  /// - Throws: `Failure.timedOut`.
  @discardableResult
  public func wait(timeout: Duration = .seconds(60)) throws -> Int32 {
    let seconds = Double(timeout.components.seconds) + Double(timeout.components.attoseconds) / 1e18
    if ended.wait(timeout: .now() + seconds) == .timedOut {
      send(SIGKILL)
      ended.wait()
      ended.signal()
      throw Failure.timedOut(program, timeout)
    }
    ended.signal()
    return status.withLock { $0 } ?? -1
  }

  /// Sends a signal to the process and whatever it started, unless it has ended.
  public func send(_ signal: Int32) {
    status.withLock { status in
      if status == nil { kill(-id, signal) }
    }
  }

  private func reap() {
    var info = siginfo_t()
    while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    status.withLock { status in
      var raw: Int32 = 0
      waitpid(id, &raw, 0)
      let signal = raw & 0x7F
      status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
    }
    ended.signal()
  }
}
