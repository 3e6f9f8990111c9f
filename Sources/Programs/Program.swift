import CGlibc
import Glibc

// This room runs other programs. It knows nothing of what they are run for.

/// A program that is run for what it prints, such as a password manager.
///
/// It is started without a shell and with nothing of ours but its arguments and its environment: standard input is empty,
/// no descriptor and no blocked or ignored signal is inherited. Its standard error goes nowhere: whoever gives a secret
/// may say it there too, and nothing tells it from other words.
public struct Program: Sendable {
  /// How long a program that was asked to end may take.
  private static let grace = Duration.seconds(2)

  private let arguments: [String]
  private let environment: [String: String]
  private let timeLimit: Duration
  private let outputLimit: Int
  private let folder: String?

  /// A program that is not started yet.
  ///
  /// - Parameters:
  ///   - arguments: Its path, or a name that is looked up in `PATH`, and what follows.
  ///   - environment: All of its variables.
  ///   - timeLimit: When it gets SIGTERM, and 2 s later SIGKILL.
  ///   - outputLimit: The most bytes that it may print.
  ///   - folder: Where it is started; nil for where we are.
  public init(
    _ arguments: [String], environment: [String: String], timeLimit: Duration, outputLimit: Int, folder: String? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.timeLimit = timeLimit
    self.outputLimit = outputLimit
    self.folder = folder
  }

  /// Runs it to its end.
  ///
  /// - Parameter isStopped: Whether nobody has a use for it any more, so that it is to be ended.
  /// - Returns: What it wrote to its standard output.
  /// - Throws: `ProgramFailure` when it did not end with 0, in time, and within the limit.
  public func run(unless isStopped: () -> Bool = { false }) throws(ProgramFailure) -> [UInt8] {
    let child = try start()
    let outputEnd = child.output
    var output: [UInt8] = []
    let isTooLong = { (output: [UInt8]) in output.count > outputLimit }
    let clock = ContinuousClock()
    let deadline = clock.now + timeLimit
    func drain() {
      outputEnd.read { if !isTooLong(output) { output += $0 } }
    }
    while !child.hasEnded {
      Self.wait(for: outputEnd)
      drain()
      let cause: ProgramFailure.Cause
      if isTooLong(output) {
        cause = .tooLong(limit: outputLimit)
      } else if clock.now >= deadline {
        cause = .timedOut(timeLimit)
      } else if isStopped() {
        cause = .stopped
      } else {
        continue
      }
      child.end(grace: Self.grace, meanwhile: drain)
      throw ProgramFailure(cause)
    }
    // What it wrote is in the pipe by now; whoever it left behind with it is not waited for.
    drain()
    let end = Self.failure(child.reap())
    let cause = isTooLong(output) ? .tooLong(limit: outputLimit) : end
    if let cause { throw ProgramFailure(cause) }
    return output
  }

  /// What a wait status other than that of success means.
  private static func failure(_ status: Int32?) -> ProgramFailure.Cause? {
    guard let status else { return .unseen }
    let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
    if signal != 0 { return .killed(signal: signal) }
    return code == 0 ? nil : .exited(code)
  }

  /// Waits for a moment, or until something was written.
  private static func wait(for pipe: PipeEnd) {
    var end = pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)
    // A closed end is left out, or the wait would be none.
    poll(&end, pipe.isClosed ? 0 : 1, pipe.isClosed ? 2 : 20)
  }

  private func start() throws(ProgramFailure) -> Child {
    guard let output = PipeEnd.pair() else {
      throw ProgramFailure(.notStarted(String(cString: strerror(errno))))
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing.descriptor, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    var blocked = sigset_t()
    sigemptyset(&blocked)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    // A group of its own, so that what it starts ends with it.
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    // A parent that ignores the ends of its children gets no exit status of them.
    signal(SIGCHLD, SIG_DFL)
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    var id = pid_t()
    let code = posix_spawnp(&id, arguments.first ?? "", &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw ProgramFailure(.notStarted(String(cString: strerror(code)))) }
    return Child(id: id, output: output.reading)
  }
}
