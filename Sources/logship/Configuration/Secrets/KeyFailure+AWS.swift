import AWS
import AzureMonitor

extension KeyFailure.Kind {
  /// What it means for a secret or an assertion that AWS does not give it.
  init(_ error: AWSError) {
    self =
      switch error.meaning {
      case .refused: .refused
      case .unavailable, .stopped: .unreachable
      case .configuration, .unreadable, .vanished, .changed, .archived: .configuration
      }
  }
}

extension SecretFailure {
  /// A secret that AWS does not give.
  init(_ error: AWSError) {
    self.init(Kind(error), ": \(error)")
  }
}

extension ExitCode {
  /// What a secret that was not got comes to.
  init(_ kind: KeyFailure.Kind) {
    self =
      switch kind {
      case .configuration: .configuration
      case .refused: .refused
      case .unreachable: .unsent
      }
  }
}
