import Foundation
import Synchronization

/// Why a test's server did not start.
public struct ServerFailure: Error, CustomStringConvertible {
  public let description: String

  /// A failure in words.
  public init(description: String) {
    self.description = description
  }
}

/// A program that runs while a test needs it and whose lines can be waited for.
///
/// It ends when its standard input does, a pipe that we hold: so it cannot outlive the tests, even if they crash. Started
/// with `posix_spawn`, so that no other server inherits that pipe and keeps it open.
public final class ServerProcess: Sendable {
  /// What the program has printed, filled by a thread of its own.
  private final class Printed: Sendable {
    let lines = Mutex<(all: [String], ended: Bool)>(([], false))

    func read(from descriptor: Int32) {
      var partial: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      while true {
        let count = Foundation.read(descriptor, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        partial += buffer[..<count]
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
          let line = String(decoding: partial[..<end], as: UTF8.self)
          lines.withLock { $0.all.append(line) }
          partial.removeSubrange(...end)
        }
      }
      close(descriptor)
      lines.withLock { $0.ended = true }
    }
  }

  private let printed = Printed()
  private let process: pid_t
  /// The end of its standard input that we hold; nil once closed.
  private let input: Mutex<Int32?>

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: Its path, or a name that is looked up in the `PATH`.
  ///   - arguments: Its arguments.
  ///   - environment: Its environment; nil for that of the tests.
  /// - Throws: `ServerFailure` when it cannot be started.
  public init(_ executable: String, _ arguments: [String], environment: [String: String]? = nil) throws {
    let (process, input, output) = try Self.spawning.withLock { _ in
      try Self.spawn(executable, arguments, environment)
    }
    self.process = process
    self.input = Mutex(input)
    let printed = printed
    Thread.detachNewThread { printed.read(from: output) }
  }

  deinit {
    stop()
  }

  /// The lines that the program has printed so far.
  public var output: [String] { printed.lines.withLock { $0.all } }

  /// Waits until the lines printed so far have what is looked for.
  ///
  /// - Parameters:
  ///   - seconds: How long to wait.
  ///   - find: Looks at all the lines, and gives nil while they lack it.
  /// - Returns: What was found.
  /// - Throws: `ServerFailure` when the program ends, or the time is up, before that.
  public func wait<Found>(seconds: Double = 10, find: ([String]) -> Found?) throws -> Found {
    let end = Date(timeIntervalSinceNow: seconds)
    while true {
      let (all, ended) = printed.lines.withLock { ($0.all, $0.ended) }
      if let found = find(all) { return found }
      guard !ended, Date() < end else {
        throw ServerFailure(description: "the server \(ended ? "ended" : "said nothing more") after: \(all.suffix(3))")
      }
      usleep(2000)
    }
  }

  /// Writes a line to the program's standard input.
  ///
  /// - Parameter line: Without its line end.
  /// - Throws: `ServerFailure` when the program has ended.
  public func send(_ line: String) throws {
    // A program that is gone is to be an error, and not the end of the tests.
    signal(SIGPIPE, SIG_IGN)
    var rest = Array("\(line)\n".utf8)[...]
    try input.withLock { input in
      while !rest.isEmpty {
        let count =
          input.map { descriptor in rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } } ?? -1
        if count < 0 && input != nil && errno == EINTR { continue }
        guard count > 0 else { throw ServerFailure(description: "the server has ended, after: \(output.suffix(3))") }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Ends the program and waits until it is gone.
  public func stop() {
    input.withLock { input in
      guard let descriptor = input else { return }
      close(descriptor)
      input = nil
      var status: Int32 = 0
      for _ in 0..<1000 {
        if waitpid(process, &status, WNOHANG) != 0 { return }
        usleep(2000)
      }
      kill(process, SIGKILL)
      waitpid(process, &status, 0)
    }
  }

  /// Between the making of a pipe and its mark no other child may start, which would inherit it and keep it open.
  private static let spawning = Mutex(())

  private static func spawn(
    _ executable: String, _ arguments: [String], _ environment: [String: String]?
  ) throws -> (process: pid_t, input: Int32, output: Int32) {
    let (childInput, input) = try pipe()
    let (output, childOutput) = try pipe()
    defer {
      close(childInput)
      close(childOutput)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, childInput, 0)
    posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Threads of Dispatch block all signals, and a server that inherits that could not be told to end.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
    var process: pid_t = 0
    let code = withStrings([executable] + arguments) { arguments in
      withStrings(variables) { posix_spawnp(&process, executable, &actions, &attributes, arguments, $0) }
    }
    guard code == 0 else {
      close(input)
      close(output)
      throw ServerFailure(description: "cannot start \(executable): \(String(cString: strerror(code)))")
    }
    return (process, input, output)
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw ServerFailure(description: "no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func withStrings<Result>(
    _ strings: [String], _ use: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return use(copies)
  }
}
