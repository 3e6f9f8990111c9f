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
  /// The end of what it wrote to its standard error, on one line and fit to be shown.
  public let complaint: String

  /// A failure without a complaint, or with one.
  init(_ cause: Cause, complaint: String = "") {
    self.cause = cause
    self.complaint = complaint
  }
}

extension ProgramFailure: CustomStringConvertible {
  public var description: String { complaint.isEmpty ? "\(cause)" : "\(cause); its last words: \(complaint)" }
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
