import Synchronization

/// How long a federated credential that Entra does not find is waited for.
///
/// A new one takes some minutes until all of Entra's machines know it (Microsoft Entra, "Workload identity federation",
/// considerations), and a wrong one is never found.
final class FederationPatience: Sendable {
  /// In seconds.
  static let limit: Int64 = 600

  private let since = Mutex<Int64?>(nil)

  /// Whether it may still come to be known; `now` in seconds since 1970.
  func holds(now: Int64) -> Bool {
    let first = since.withLock { since in
      let first = since ?? now
      since = first
      return first
    }
    return now - first < Self.limit
  }

  /// It is known.
  func end() { since.withLock { $0 = nil } }
}
