import Threads

/// Idle handles, each with its open connection.
///
/// A handle serves one place only, so there are never more connections to it than callers at one time. The one used last
/// is given out first: its connection is the least likely to have been closed by the server.
///
/// Handles change their owners here, which ThreadSanitizer must be able to see; it sees a monitor's pthread mutex, but not
/// what `Mutex` does where it is contended.
final class HandlePool: Sendable {
  private struct Idle {
    let endpoint: String
    let handle: CurlHandle
  }

  /// When there are more, the one that was idle the longest is dropped.
  private static let limit = 128

  private let idle = Monitor([Idle]())

  /// An idle handle for a place, or a new one.
  func take(for endpoint: String) throws(TransportError) -> CurlHandle {
    let found = idle.change(waking: .nobody) { idle in
      idle.lastIndex { $0.endpoint == endpoint }.map { idle.remove(at: $0).handle }
    }
    if let found { return found }
    return try CurlHandle(endpoint: endpoint)
  }

  /// Takes a handle back whose transfer is over.
  func put(_ handle: CurlHandle) {
    // Freed behind the lock, for closing a TLS connection sends a message.
    let dropped: Idle? = idle.change(waking: .nobody) { idle in
      idle.append(Idle(endpoint: handle.endpoint, handle: handle))
      return idle.count > Self.limit ? idle.removeFirst() : nil
    }
    withExtendedLifetime(dropped) {}
  }
}
