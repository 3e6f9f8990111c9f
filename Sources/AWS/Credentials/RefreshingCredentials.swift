import Synchronization
import Transport

/// Credentials that many threads share, and that are fetched again before they expire.
///
/// However many threads wait, the chain is asked once for all of them, and all get its answer. While a key is still
/// valid, it serves on through a refresh and through a refresh that fails. A refresh that failed is tried again, though
/// not by every request.
public final class RefreshingCredentials: Sendable {
  /// How long before its end a key is replaced, in seconds.
  private static let margin: Int64 = 300
  /// How long nobody asks again after a failure, in seconds, so that a service that is down is not asked by each request.
  private static let pause: Int64 = 5

  private struct State {
    var credentials: AWSCredentials?
    /// When a newer key is asked for, in seconds since 1970.
    var due = Int64.max
    var failure: AWSError?
    /// Until when the failure stands for every question; a key that is still valid serves meanwhile.
    var rest = Int64.min
    /// How many answers the chain has given.
    var answers = 0
  }

  private let fetch: @Sendable () throws(AWSError) -> AWSCredentials
  private let interrupt: @Sendable () -> Void
  private let now: @Sendable () -> Int64
  private let isStopped = Atomic(false)
  private let state = Mutex(State())
  /// Held by the one thread that asks the chain.
  private let asking = Mutex(())

  /// Credentials from a chain.
  convenience init(_ chain: CredentialChain, interrupt: @escaping @Sendable () -> Void = {}) {
    self.init(
      now: { UTCTime.now.secondsSince1970 }, interrupt: interrupt,
      fetch: { () throws(AWSError) in try chain.credentials() })
  }

  /// Credentials from anywhere.
  ///
  /// - Parameters:
  ///   - now: Seconds since 1970.
  ///   - interrupt: Breaks off a `fetch` that is under way, from another thread.
  ///   - fetch: Gets new credentials; never called twice at once.
  public init(
    now: @escaping @Sendable () -> Int64, interrupt: @escaping @Sendable () -> Void = {},
    fetch: @escaping @Sendable () throws(AWSError) -> AWSCredentials
  ) {
    self.now = now
    self.interrupt = interrupt
    self.fetch = fetch
  }

  /// One key that is never replaced.
  static func fixed(_ credentials: AWSCredentials) -> RefreshingCredentials {
    RefreshingCredentials(now: { 0 }, fetch: { () throws(AWSError) in credentials })
  }

  /// Credentials that are good for a request made now.
  ///
  /// - Throws: What `fetch` threw, when there are no credentials that are still valid; after `stop`, an
  ///   `AWSError.transport` of phase `stopped` in its place.
  public func current() throws(AWSError) -> AWSCredentials {
    let held = state.withLock { $0 }
    if let key = held.credentials, remaining(key) > 0 {
      guard now() >= held.due else { return key }
      // Somebody may be refreshing already; the held key is good enough to go on with.
      let refreshed = asking.withLockIfAvailable { _ in refresh(unlessAnsweredSince: held.answers) }
      return refreshed?.credentials ?? key
    }
    if let failure = held.failure, now() < held.rest { throw failure }
    let answer = asking.withLock { _ in refresh(unlessAnsweredSince: held.answers) }
    if let credentials = answer.credentials, remaining(credentials) > 0 { return credentials }
    let provider = answer.credentials?.provider ?? ""
    throw answer.failure
      ?? .noCredentials([
        CredentialReason(
          provider: provider.isEmpty ? "chain" : provider, reason: "the key that it gave has expired")
      ])
  }

  /// Lets go of credentials that the service calls expired, so that the next question asks the chain.
  ///
  /// - Parameter refused: What was signed with; nothing happens where that has been replaced already.
  public func forget(_ refused: AWSCredentials) {
    state.withLock {
      guard $0.credentials == refused else { return }
      $0.credentials = nil
      $0.failure = nil
    }
  }

  /// Breaks off a question that is under way, and lets no other be asked; a key that is held serves on.
  public func stop() {
    isStopped.store(true, ordering: .releasing)
    interrupt()
  }

  private func remaining(_ credentials: AWSCredentials) -> Int64 {
    credentials.expiration.map { $0 - now() } ?? .max
  }

  private func refresh(unlessAnsweredSince seen: Int) -> State {
    let before = state.withLock { $0 }
    guard before.answers == seen else { return before }
    let outcome: Result<AWSCredentials, AWSError>
    do throws(AWSError) {
      guard !isStopped.load(ordering: .acquiring) else { throw AWSError.stopped }
      outcome = .success(try fetch())
    } catch {
      // Each provider has its own words for being broken off, and none of them is a reason why there is no key.
      outcome = .failure(isStopped.load(ordering: .acquiring) ? AWSError.stopped : error)
    }
    let now = now()
    return state.withLock { state in
      // What was held before may have been let go of meanwhile.
      state.answers += 1
      switch outcome {
      case .success(let key):
        state.credentials = key
        state.failure = nil
        state.due = Self.due(key, now: now)
      case .failure(let error):
        state.failure = error
        state.rest = now + Self.pause
        state.due = now + Self.pause
      }
      return state
    }
  }

  /// When a key is to be replaced: the margin before its end, or at half of its time where that is shorter than twice
  /// the margin.
  private static func due(_ key: AWSCredentials, now: Int64) -> Int64 {
    guard let end = key.expiration else { return .max }
    return max(end - margin, now + (end - now) / 2)
  }
}

extension AWSError {
  /// Nobody waits for credentials any more.
  fileprivate static var stopped: AWSError {
    .transport(
      TransportError(phase: .stopped, code: 0, reason: "the run was asked to end", endpoint: ""),
      AWSOperation(action: "", verb: "get", resource: "AWS credentials", arn: ""))
  }
}
