import Digest
import Synchronization

/// The workspace's key, which all senders sign with, and which is read again when it was refused.
///
/// One read serves all whose requests were signed before it, and where it changed nothing, the next has to wait: whoever
/// keeps the key is not asked as often as the workspace refuses.
final class HeldKey: Sendable {
  private struct State {
    var key: SharedKey
    /// When it last became another one.
    var changed: ContinuousClock.Instant?
    var lastRead = LastRenewal()
  }

  private let workspaceID: String
  private let pause: Duration
  private let readKey: @Sendable () throws(KeyFailure) -> Secret
  private let state: Mutex<State>
  /// Held by the one thread that reads.
  private let reading = Mutex(())

  /// Holds a key.
  ///
  /// - Parameters:
  ///   - configuration: The key as it is now, and how it is read again.
  ///   - pause: How long a read again that changed nothing serves.
  /// - Throws: `SharedKey.NotBase64`.
  init(
    _ configuration: DataCollectorConfiguration, pause: Duration = .seconds(5)
  ) throws(SharedKey.NotBase64) {
    workspaceID = configuration.workspaceID
    readKey = configuration.readKey
    self.pause = pause
    state = Mutex(State(key: try SharedKey(workspaceID: workspaceID, key: configuration.key)))
  }

  /// The key to sign with.
  var current: SharedKey { state.withLock { $0.key } }

  /// Reads the key again, unless that was done meanwhile.
  ///
  /// - Parameter began: When the request was begun that was refused.
  /// - Returns: Whether there is another key than the one of that request.
  func renew(refusedSince began: ContinuousClock.Instant) -> Renewal {
    reading.withLock { _ in
      let held = state.withLock { $0 }
      if let changed = held.changed, changed >= began { return .changed }
      if let answer = held.lastRead.answer(refusedSince: began, pause: pause) { return answer }
      let outcome = read(held.key)
      state.withLock { $0.lastRead.note(outcome) }
      return outcome
    }
  }

  private func read(_ held: SharedKey) -> Renewal {
    do throws(KeyFailure) {
      let fresh: SharedKey
      let text = try readKey()
      do {
        fresh = try SharedKey(workspaceID: workspaceID, key: text)
      } catch {
        throw KeyFailure(.configuration, "\(error)")
      }
      guard fresh != held else { return .same }
      state.withLock { state in
        state.key = fresh
        state.changed = .now
      }
      return .changed
    } catch {
      return .failed(error)
    }
  }
}
