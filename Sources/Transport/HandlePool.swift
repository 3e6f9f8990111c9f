#if canImport(Glibc)
  import Glibc
#endif

/// Idle handles, each with its open connection.
///
/// A handle serves one place only, so there are never more connections to it than callers at one time. The one used last
/// is given out first: its connection is the least likely to have been closed by the server.
///
/// Handles change their owners here, which ThreadSanitizer must be able to see; it sees a pthread mutex, but not what
/// `Mutex` does where it is contended.
///
/// `@unchecked Sendable`: `idle` is only touched between `pthread_mutex_lock` and `pthread_mutex_unlock`, and the mutex
/// lives in memory of its own that never moves.
final class HandlePool: @unchecked Sendable {
  private struct Idle {
    let endpoint: String
    let handle: CurlHandle
  }

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var idle: [Idle] = []
  private let limit: Int

  /// A pool that drops the handle that was idle the longest when there are more than so many.
  init(limit: Int = 128) {
    self.limit = limit
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  /// An idle handle for a place, or a new one.
  func take(for endpoint: String) throws(TransportError) -> CurlHandle {
    let found = locked {
      idle.lastIndex { $0.endpoint == endpoint }.map { idle.remove(at: $0).handle }
    }
    if let found { return found }
    return try CurlHandle(endpoint: endpoint)
  }

  /// Takes a handle back whose transfer is over.
  func put(_ handle: CurlHandle) {
    // Freed behind the lock, for closing a TLS connection sends a message.
    let dropped: Idle? = locked {
      idle.append(Idle(endpoint: handle.endpoint, handle: handle))
      return idle.count > limit ? idle.removeFirst() : nil
    }
    withExtendedLifetime(dropped) {}
  }
}
