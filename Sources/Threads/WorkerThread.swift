#if canImport(Glibc)
  import Glibc
#endif

/// A thread that does one job and can be waited for.
package final class WorkerThread {
  private final class Job {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private var thread = pthread_t()
  private var isRunning = true

  /// Starts a thread; nil where the system gives none.
  package init?(_ body: @escaping @Sendable () -> Void) {
    let job = Unmanaged.passRetained(Job(body))
    let started = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, job.toOpaque())
    guard started == 0 else {
      job.release()
      return nil
    }
  }

  /// Waits for the end of the job.
  package func join() {
    guard isRunning else { return }
    isRunning = false
    pthread_join(thread, nil)
  }
}
