import AWS

extension SecretFailure {
  /// What it means for a secret that AWS does not give it.
  init(_ error: AWSError) {
    let kind: Kind =
      switch error {
      case .noCredentials, .refused: .refused
      case .configuration, .notFound, .vanished, .changed: .configuration
      case .transport(let failure, _) where failure.phase == .stopped: .unreachable
      case .transport(let failure, _): failure.isTransient ? .unreachable : .configuration
      case .service(let failure): failure.isTransient ? .unreachable : .configuration
      case .malformedAnswer: .unreachable
      }
    self.init(kind, ": \(error)")
  }
}
