import Delivery
import Logging

extension Replay {
  /// Carries out a plan.
  ///
  /// - Throws: `CommandFailure` with the most urgent of all that went wrong; everything was told before.
  func replay(_ plan: ReplayPlan, logger: Logger, console: Console) throws(CommandFailure) {
    try plan.carryOut([], logger: logger, console: console) { options in
      if case .rejects(let file) = plan.source { options.rejectFile = file }
    }
  }
}
