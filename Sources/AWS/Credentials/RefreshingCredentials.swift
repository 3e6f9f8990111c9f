import Synchronization

/// Credentials that many threads share, and that are fetched again before they expire.
///
/// However many threads wait, the chain is asked once for all of them, and all get its answer. A failure is never
/// remembered: the next question asks again. While a key is still valid, it serves on through a refresh and through a
/// refresh that fails.
public final class RefreshingCredentials: Sendable {
  /// How long before its end a key is replaced, in seconds.
  private static let margin: Int64 = 300

  private struct State {
    var credentials: AWSCredentials?
    var failure: AWSError?
    /// How many answers the chain has given.
    var answers = 0
  }

  private let fetch: @Sendable () throws(AWSError) -> AWSCredentials
  private let now: @Sendable () -> Int64
  private let state = Mutex(State())
  /// Held by the one thread that asks the chain.
  private let asking = Mutex(())

  /// Credentials from a chain.
  public convenience init(_ chain: CredentialChain) {
    self.init(now: { UTCTime.now.secondsSince1970 }, fetch: { () throws(AWSError) in try chain.credentials() })
  }

  /// Credentials from anywhere.
  ///
  /// - Parameters:
  ///   - now: Seconds since 1970.
  ///   - fetch: Gets new credentials; never called twice at once.
  public init(
    now: @escaping @Sendable () -> Int64, fetch: @escaping @Sendable () throws(AWSError) -> AWSCredentials
  ) {
    self.now = now
    self.fetch = fetch
  }

  /// Credentials that are good for a request made now.
  ///
  /// - Throws: What `fetch` threw, when there are no credentials that are still valid.
  public func current() throws(AWSError) -> AWSCredentials {
    let (held, seen) = state.withLock { ($0.credentials, $0.answers) }
    if let held, remaining(held) > Self.margin { return held }
    if let held, remaining(held) > 0 {
      // Somebody may be refreshing already; the held key is good enough to go on with.
      let refreshed = asking.withLockIfAvailable { _ in refresh(unlessAnsweredSince: seen) }
      return refreshed?.credentials ?? held
    }
    let answer = asking.withLock { _ in refresh(unlessAnsweredSince: seen) }
    if let credentials = answer.credentials, remaining(credentials) > 0 { return credentials }
    throw answer.failure
      ?? .noCredentials([CredentialReason(provider: "chain", reason: "the key that it gave has expired")])
  }

  /// Lets go of credentials that the service calls expired, so that the next question asks the chain.
  ///
  /// - Parameter refused: What was signed with; nothing happens where that has been replaced already.
  public func forget(_ refused: AWSCredentials) {
    state.withLock { if $0.credentials == refused { $0.credentials = nil } }
  }

  private func remaining(_ credentials: AWSCredentials) -> Int64 {
    credentials.expiration.map { $0 - now() } ?? .max
  }

  private func refresh(unlessAnsweredSince seen: Int) -> State {
    let before = state.withLock { $0 }
    guard before.answers == seen else { return before }
    var after = before
    after.answers += 1
    do {
      after.credentials = try fetch()
      after.failure = nil
    } catch {
      after.failure = error
    }
    let answer = after
    state.withLock { $0 = answer }
    return answer
  }
}
