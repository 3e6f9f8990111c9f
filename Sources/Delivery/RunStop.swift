#if canImport(Glibc)
  import Glibc
#endif
import Synchronization

/// The end of a run before the end of its sources: asked for by any thread, and noticed by one that waits for input.
public final class RunStop: Sendable {
  private let isRequested = Atomic(false)
  /// Readable once the end is asked for, so that it can be waited for together with a pipe; -1 where the system has
  /// none to give, and the reader then notices at the next bytes.
  let descriptor: Int32
  private let writing: Int32
  private let listeners = Mutex(Listeners())

  private struct Listeners {
    var made = 0
    var waiting: [Int: @Sendable () -> Void] = [:]
  }

  /// Nothing is asked for yet.
  public init() {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let isMade = socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0
    descriptor = isMade ? ends[0] : -1
    writing = isMade ? ends[1] : -1
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      close(writing)
    }
  }

  /// True once the run is to end.
  public var isSet: Bool { isRequested.load(ordering: .acquiring) }

  /// Asks for the end.
  public func request() {
    isRequested.store(true, ordering: .releasing)
    // It cannot fail in a way that matters: one that is full is readable as well.
    _ = write(writing, "!", 1)
    let told = listeners.withLock { listeners in
      defer { listeners.waiting = [:] }
      return listeners.waiting.values
    }
    for tell in told { tell() }
  }

  /// Has somebody told as soon as the end is asked for, by the thread that asks: at once where it was before.
  ///
  /// - Parameter tell: Called once at most; it must not wait.
  /// - Returns: What `forget` takes.
  func listen(_ tell: @escaping @Sendable () -> Void) -> Int {
    let number = listeners.withLock { listeners in
      listeners.made += 1
      listeners.waiting[listeners.made] = tell
      return listeners.made
    }
    // Between a look before and the entry the request may have come.
    if isSet, listeners.withLock({ $0.waiting.removeValue(forKey: number) }) != nil { tell() }
    return number
  }

  /// Tells a listener no more.
  func forget(_ listener: Int) {
    listeners.withLock { _ = $0.waiting.removeValue(forKey: listener) }
  }
}
