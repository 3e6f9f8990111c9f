import Synchronization
import Transport

/// The token in force, which all senders share.
///
/// However many threads wait, the source is asked once for all of them, and all get its answer. While a token is still
/// valid, it serves on through a refresh and through a refresh that fails. After a failure nobody is asked for a while,
/// or for as long as the service wants.
public final class HeldToken: Sendable {
  /// How long before its end a token is replaced, in seconds (azure-identity's `DEFAULT_REFRESH_OFFSET`).
  private static let margin: Int64 = 300
  /// How long a failed refresh is left alone while the token still serves, in seconds (azure-identity's
  /// `DEFAULT_TOKEN_REFRESH_RETRY_DELAY`).
  private static let refreshPause: Int64 = 30

  private struct State {
    var token: AccessToken?
    /// When the token last became another one.
    var changed: ContinuousClock.Instant?
    /// When a newer one is asked for, in seconds since 1970.
    var due = Int64.max
    var failure: TokenFailure?
    /// Until when the failure stands for every question; a token that is still valid serves meanwhile.
    var rest = ContinuousClock.now
    /// How many answers the source has given.
    var answers = 0
    var lastRenewal = LastRenewal()
  }

  /// The source's name, as messages call it.
  public let name: String
  private let source: any TokenSource
  private let interrupt: @Sendable () -> Void
  private let now: @Sendable () -> Int64
  private let pause: Duration
  private let isStopped = Atomic(false)
  private let state = Mutex(State())
  /// Held by the one thread that asks.
  private let asking = Mutex(())

  /// A token that nobody was asked for yet.
  ///
  /// - Parameters:
  ///   - signIn: How it is got.
  ///   - cloud: Whose addresses, scope and audience hold.
  ///   - audience: Whom it is for.
  ///   - http: How requests are sent; clients of our own are made like it, so that `stop` does not end it, nor its own
  ///     `stop` these.
  ///   - environment: The process's variables.
  ///   - now: Seconds since 1970.
  public convenience init(
    _ signIn: SignIn, cloud: Cloud, audience: TokenAudience = .monitor, http: HTTPClient,
    environment: [String: String], now: @escaping @Sendable () -> Int64
  ) {
    self.init(
      signIn, TokenSurroundings(environment: environment, cloud: cloud, audience: audience, http: http, now: now))
  }

  /// The same in surroundings that a test has changed.
  convenience init(_ signIn: SignIn, _ surroundings: TokenSurroundings, pause: Duration = .seconds(5)) {
    self.init(
      signIn.source(surroundings), now: surroundings.now, pause: pause, interrupt: { surroundings.stop() })
  }

  /// A token from anywhere.
  ///
  /// - Parameters:
  ///   - source: Who is asked.
  ///   - now: Seconds since 1970.
  ///   - pause: How long nobody asks again after a failure, and after a renewal that changed nothing.
  ///   - interrupt: Breaks off a question that is under way.
  init(
    _ source: any TokenSource, now: @escaping @Sendable () -> Int64, pause: Duration = .seconds(5),
    interrupt: @escaping @Sendable () -> Void = {}
  ) {
    self.source = source
    self.now = now
    self.pause = pause
    self.interrupt = interrupt
    name = source.name
  }

  /// A token that is good for a request made now.
  ///
  /// - Throws: Why there is none, where no other is still valid; never of kind `unavailable`.
  public func current() throws(TokenFailure) -> AccessToken {
    let held = state.withLock { $0 }
    if let token = stillGood(held.token) {
      guard now() >= held.due else { return token }
      // Somebody may be refreshing already; the held token is good enough to go on with.
      let refreshed = asking.withLockIfAvailable { _ in refresh(unlessAnsweredSince: held.answers) }
      return refreshed?.token ?? token
    }
    if let failure = held.failure, .now < held.rest { throw failure }
    let answer = asking.withLock { _ in refresh(unlessAnsweredSince: held.answers) }
    if let token = stillGood(answer.token) { return token }
    throw answer.failure
      ?? TokenFailure(.refused, "the token that \(name) gave has expired already. Set the clock and run again")
  }

  /// Whether there is a token that is good for a request made now.
  public var isValid: Bool { stillGood(state.withLock { $0.token }) != nil }

  private func stillGood(_ token: AccessToken?) -> AccessToken? { token.flatMap { $0.expires > now() ? $0 : nil } }

  /// What the source needs and nobody has given, told without asking anybody.
  public var missing: [String] { source.missing }

  /// Who gave the token in force: the form, and what stands behind it; nil where there is none.
  public var giver: String? {
    state.withLock { $0.token }.map { token in token.giver.map { "\(name) (\($0))" } ?? name }
  }

  /// Gets another token after one was refused, unless that was done meanwhile.
  ///
  /// - Parameters:
  ///   - began: When the request was begun that was refused.
  ///   - refused: The token that it was refused with; nil where that is not known, and the time has to tell.
  /// - Returns: Whether there is another token than the one of that request; where none can be got, the held one stays.
  public func renew(refusedSince began: ContinuousClock.Instant, with refused: AccessToken? = nil) -> Renewal {
    asking.withLock { _ in
      let held = state.withLock { $0 }
      if let refused {
        // It may have been fetched for this very request, so that its time tells nothing.
        if let token = held.token, token.value != refused.value { return .changed }
      } else if let changed = held.changed, changed >= began {
        return .changed
      }
      if let answer = held.lastRenewal.answer(refusedSince: began, pause: pause) { return answer }
      if let failure = held.failure, .now < held.rest { return .failed(failure.asKeyFailure) }
      let after = refresh(unlessAnsweredSince: held.answers)
      let outcome: Renewal =
        if let failure = after.failure {
          .failed(failure.asKeyFailure)
        } else {
          after.token?.value == held.token?.value ? .same : .changed
        }
      state.withLock { $0.lastRenewal.note(outcome) }
      return outcome
    }
  }

  /// Breaks off a question that is under way, and lets no other be asked; a token that is held serves on.
  ///
  /// Whoever gives an assertion or a secret is stopped by who made it.
  public func stop() {
    isStopped.store(true, ordering: .releasing)
    interrupt()
  }

  private func refresh(unlessAnsweredSince seen: Int) -> State {
    let before = state.withLock { $0 }
    guard before.answers == seen else { return before }
    var after = before
    after.answers += 1
    do throws(TokenFailure) {
      guard !isStopped.load(ordering: .acquiring) else { throw TokenFailure.stopped }
      let token = try source.token()
      if token.value != before.token?.value { after.changed = .now }
      after.token = token
      after.failure = nil
      after.due = Self.due(token, now: now())
    } catch {
      // Each source has its own words for being broken off, and none of them is a reason why there is no token.
      let failure = isStopped.load(ordering: .acquiring) ? TokenFailure.stopped : error.named
      after.failure = failure
      after.rest = .now + max(pause, failure.after ?? .zero)
      after.due = now() + max(Self.refreshPause, failure.after?.components.seconds ?? 0)
    }
    let answer = after
    state.withLock { $0 = answer }
    return answer
  }

  /// When a token is to be replaced: when its giver says, else the margin before its end, or at half of its time where
  /// that is shorter than twice the margin.
  private static func due(_ token: AccessToken, now: Int64) -> Int64 {
    min(token.refresh ?? .max, max(token.expires - margin, now + (token.expires - now) / 2))
  }
}
