import Foundation
import Synchronization

/// One of the scripts in `servers` that answers each line of its standard input with a line.
///
/// The interpreter is `$LOGSHIP_TEST_PYTHON`, else `python3` in the `PATH`. A server that does not start fails the test
/// that needs it; none is skipped.
public final class CommandServer: Sendable {
  /// What the server said on its first line.
  public let ready: Data
  private let process: ServerProcess
  // How many lines were taken; held from a command until its answer, so that two threads cannot take each other's.
  private let taken = Mutex(1)

  /// Starts a script and waits until it is ready.
  ///
  /// - Parameters:
  ///   - script: Its name in `servers`.
  ///   - arguments: Its arguments.
  /// - Throws: `ServerFailure` when it does not start; its own words are on standard error.
  public init(_ script: String, _ arguments: [String] = []) throws {
    let python = ProcessInfo.processInfo.environment["LOGSHIP_TEST_PYTHON"] ?? "python3"
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "servers/\(script)").path
    process = try ServerProcess(python, ["-B", path] + arguments)
    do {
      ready = Data(try process.wait(seconds: 60) { $0.first }.utf8)
    } catch {
      throw ServerFailure(description: "\(python) \(script): \(error), see its own words on standard error")
    }
  }

  /// Gives the server a command, and waits for its answer.
  ///
  /// - Parameter command: JSON on one line.
  /// - Returns: JSON.
  /// - Throws: `ServerFailure` when the server has ended.
  public func ask(_ command: Data) throws -> Data {
    try taken.withLock { taken in
      try process.send(String(decoding: command, as: UTF8.self))
      let number = taken
      taken += 1
      return Data(try process.wait(seconds: 60) { $0.count > number ? $0[number] : nil }.utf8)
    }
  }
}
