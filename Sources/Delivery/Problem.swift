import AzureMonitor
import State

/// A thing that went wrong, for the exit code and the report.
public struct Problem: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// 65
    case rejects
    /// 66
    case source
    /// 70
    case defect
    /// 74
    case disk
    /// 75
    case unsent
    /// 77
    case credentials
    /// 78
    case configuration
  }

  public let kind: Kind
  /// What happened, where, and what to do.
  public let words: String

  /// A problem in words for the operator.
  public init(_ kind: Kind, _ words: String) {
    self.kind = kind
    self.words = words
  }
}

extension Problem {
  /// What the disk would not do.
  public init(_ error: StateError) {
    self.init(.disk, error.description)
  }

  /// A key, or what else requests are let in by, that cannot be read again.
  init(_ failure: KeyFailure, of credentials: String) {
    let kind: Kind =
      switch failure.kind {
      case .configuration: .configuration
      case .refused: .credentials
      case .unreachable: .unsent
      }
    self.init(kind, "the \(credentials) was refused and cannot be read again: \(failure.words)")
  }

  /// What a destination will not do.
  public init(_ refusal: Answer.Refusal) {
    self.init(refusal.kind == .credentials ? .credentials : .configuration, refusal.words)
  }
}
