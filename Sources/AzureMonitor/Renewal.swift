/// What came of reading a refused key again from where it is kept.
public enum Renewal: Sendable, Equatable {
  /// It is another one now: what was refused may be sent again.
  case changed
  /// It is still the one that was refused, or it was read so lately that nobody was asked.
  case same
  /// It cannot be read; the one that was held stays.
  case failed(KeyFailure)
}

/// Why a key cannot be read from where it is kept.
public struct KeyFailure: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// It is not there, or is no key.
    case configuration
    /// Whoever keeps it does not give it.
    case refused
    /// Whoever keeps it cannot be asked now.
    case unreachable
  }

  public let kind: Kind
  /// What happened, where, and what to do.
  public let words: String

  /// A failure in words for the operator.
  public init(_ kind: Kind, _ words: String) {
    self.kind = kind
    self.words = words
  }
}
