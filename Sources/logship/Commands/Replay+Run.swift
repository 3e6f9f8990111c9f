import Delivery
import Logging

extension Replay {
  /// Carries out a plan.
  ///
  /// - Throws: `CommandFailure` with the most urgent of all that went wrong; everything was told before.
  func replay(
    _ plan: ReplayPlan, signals: SignalWatch, logger: Logger, console: Console
  ) throws(CommandFailure) {
    try plan.carryOut([], signals: signals, logger: logger, console: console) { options in
      if case .rejects(let file) = plan.source { options.rejectFile = file }
    }
  }
}
