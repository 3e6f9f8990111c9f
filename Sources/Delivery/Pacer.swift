import Threads
import Transport

/// When a destination may be asked again, for all senders of it.
final class Pacer: Sendable {
  private struct Held {
    /// No request before this.
    var notBefore: MonotonicTime?
    /// When the first attempt was begun that failed since it last accepted anything; nil while nothing is wrong.
    var failingSince: MonotonicTime?
    var hasAccepted = false
    var isProbing = false
    var isStopped = false
  }

  private let held = Monitor(Held())
  private let budget: Duration

  /// Makes a pacer.
  ///
  /// - Parameter budget: How long a destination that accepts nothing is asked again, counted from the first attempt that
  ///   failed since it last did, so that a quiet hour of a pipe is not taken for an hour of trouble.
  init(budget: Duration) {
    self.budget = budget
  }

  var hasAccepted: Bool { held.read { $0.hasAccepted } }

  /// Waits until a batch may be sent: until the destination has accepted one, they go one at a time.
  ///
  /// - Returns: False once the run has stopped.
  func enter() -> Bool {
    held.wait { held in
      if held.isStopped { return false }
      if held.hasAccepted { return true }
      guard !held.isProbing else { return nil }
      held.isProbing = true
      return true
    }
  }

  /// Tells that the batch let in last is dealt with.
  func leave() {
    held.change { if !$0.hasAccepted { $0.isProbing = false } }
  }

  /// Waits until the destination may be asked.
  ///
  /// - Returns: False once the run has stopped.
  func waitForTurn() -> Bool {
    while true {
      let until: MonotonicTime? = held.read { held in
        guard let notBefore = held.notBefore, notBefore > .now else { return nil }
        return notBefore
      }
      guard let until else { return !held.read { $0.isStopped } }
      if !pause(to: until) { return false }
    }
  }

  func accepted() {
    held.change { held in
      held.hasAccepted = true
      held.isProbing = false
      held.failingSince = nil
    }
  }

  /// What to do after an attempt that failed.
  enum BackOff: Equatable {
    case wait(until: MonotonicTime)
    /// The destination accepted nothing for as long as there is patience.
    case exhausted
    /// The service asks to be left alone for longer than there is patience.
    case askedForMore
  }

  /// Decides when the same batch is sent again.
  ///
  /// - Parameters:
  ///   - begun: When the attempt was begun.
  ///   - delay: What the retry policy says.
  ///   - asked: What the service asked for; the longer of the two is waited.
  ///   - forAll: True where every sender must wait, not only this one.
  /// - Returns: Until when to pause, or why not to send it again.
  func backOff(since begun: MonotonicTime, _ delay: Duration, asked: Duration?, forAll: Bool) -> BackOff {
    let now = MonotonicTime.now
    let left = held.change { held in
      let since = held.failingSince ?? begun
      held.failingSince = since
      return since + budget - now
    }
    guard left > .zero else { return .exhausted }
    // A service that asks for more time than there is will not be asked again; a delay of our own is only shortened.
    if let asked, asked > left { return .askedForMore }
    let until = now + min(max(asked ?? .zero, delay), left)
    if forAll {
      held.change { held in
        if held.notBefore.map({ $0 < until }) ?? true { held.notBefore = until }
      }
    }
    return .wait(until: until)
  }

  /// Leaves patience for one attempt, whose failure is then told at once.
  func allowOneAttempt() {
    held.change { $0.failingSince = MonotonicTime.now + (.zero - budget) }
  }

  /// Lets everyone who waits give up.
  func stop() {
    held.change { $0.isStopped = true }
  }

  /// Waits to a point of time.
  ///
  /// - Returns: False once the run has stopped.
  func pause(to deadline: MonotonicTime) -> Bool {
    // Waking means that the run has stopped; the time running out is the ordinary case.
    held.wait(to: deadline) { $0.isStopped ? true : nil } == nil
  }
}
