import AWS

extension SecretFailure {
  /// What it means for a secret that AWS does not give it.
  init(_ error: AWSError) {
    let kind: Kind =
      switch error.meaning {
      case .refused: .refused
      case .unavailable, .stopped: .unreachable
      case .configuration, .unreadable, .vanished, .changed, .archived: .configuration
      }
    self.init(kind, ": \(error)")
  }
}
