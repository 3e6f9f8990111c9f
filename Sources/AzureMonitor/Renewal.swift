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

/// When something was last read again after a refusal, and what came of it.
struct LastRenewal {
  private var last: (end: ContinuousClock.Instant, outcome: Renewal)?

  /// What one is told who was refused: nil where it is to be read again now.
  ///
  /// One renewal serves all who were refused before its end, and then for a pause, so that whoever keeps what is read is
  /// not asked as often as the service refuses.
  ///
  /// - Parameters:
  ///   - began: When the request was begun that was refused.
  ///   - pause: How long nobody is asked again.
  /// - Returns: The last outcome; where that was a change, `same`, for what it brought is what was refused.
  func answer(refusedSince began: ContinuousClock.Instant, pause: Duration) -> Renewal? {
    guard let last, last.end >= began || .now - last.end < pause else { return nil }
    return last.outcome == .changed ? .same : last.outcome
  }

  /// Notes a renewal that ends now.
  mutating func note(_ outcome: Renewal) { last = (.now, outcome) }
}
