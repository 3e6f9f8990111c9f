import Synchronization

/// Idle handles, each with its open connection.
///
/// A handle serves one place only, so there are never more connections to it than callers at one time. The one used last
/// is given out first: its connection is the least likely to have been closed by the server.
final class HandlePool: Sendable {
  private struct Idle {
    let endpoint: String
    let handle: CurlHandle
  }

  private let idle = Mutex<[Idle]>([])
  private let limit: Int

  /// A pool that drops the handle that was idle the longest when there are more than so many.
  init(limit: Int = 128) {
    self.limit = limit
  }

  /// An idle handle for a place, or a new one.
  func take(for endpoint: String) throws(TransportError) -> CurlHandle {
    let found = idle.withLock { idle in
      idle.lastIndex { $0.endpoint == endpoint }.map { idle.remove(at: $0).handle }
    }
    if let found { return found }
    return try CurlHandle(endpoint: endpoint)
  }

  /// Takes a handle back whose transfer is over.
  func put(_ handle: CurlHandle) {
    // Freed behind the lock, for closing a TLS connection sends a message.
    let dropped: Idle? = idle.withLock { idle in
      idle.append(Idle(endpoint: handle.endpoint, handle: handle))
      return idle.count > limit ? idle.removeFirst() : nil
    }
    withExtendedLifetime(dropped) {}
  }
}
