import Synchronization

/// The end of a client, asked for by any thread: nobody waits for the network any more.
final class Interruption: Sendable {
  /// The longest that a transfer goes without looking here, in milliseconds.
  static let interval = 250

  private let isRequested = Atomic(false)

  var isSet: Bool { isRequested.load(ordering: .acquiring) }

  func request() {
    isRequested.store(true, ordering: .releasing)
  }

  /// Lets nobody pass once the end is asked for.
  ///
  /// - Throws: `TransportError` of phase `stopped`.
  func check(_ endpoint: String) throws(TransportError) {
    guard isSet else { return }
    throw TransportError(phase: .stopped, code: 0, reason: "the run was asked to end", endpoint: endpoint)
  }
}
