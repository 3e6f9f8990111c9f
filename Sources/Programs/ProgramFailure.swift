/// Why a program did not give what it was run for.
public struct ProgramFailure: Error, Sendable, Equatable {
  public enum Cause: Sendable, Equatable {
    /// The system does not start it; the reason in its words.
    case notStarted(String)
    case exited(Int32)
    case killed(signal: Int32)
    /// How it ended is not known: another part of the process was told.
    case unseen
    case timedOut(Duration)
    /// Nobody had a use for it any more.
    case stopped
    /// It printed more than the caller takes.
    case tooLong(limit: Int)
  }

  public let cause: Cause

  init(_ cause: Cause) {
    self.cause = cause
  }
}

extension ProgramFailure: CustomStringConvertible {
  public var description: String { "\(cause)" }
}

extension ProgramFailure.Cause: CustomStringConvertible {
  /// In words of our own alone.
  public var description: String {
    switch self {
    case .notStarted(let reason): "it cannot be started: \(reason)"
    case .exited(let status): "it ended with \(status)"
    case .killed(let signal): "signal \(signal) ended it"
    case .unseen: "how it ended is not known"
    case .timedOut(let limit): "it did not end within \(limit.components.seconds) s and was killed"
    case .stopped: "it was broken off"
    case .tooLong(let limit): "it printed more than \(limit) bytes"
    }
  }
}
