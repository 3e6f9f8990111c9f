import Logging

extension Replay {
  /// Carries out a plan.
  ///
  /// - Throws: `CommandFailure` with the most urgent of all that went wrong; everything was told before.
  func replay(_ plan: ReplayPlan, logger: Logger, console: Console) throws(CommandFailure) {
    let what =
      switch plan.source {
      case .spool: "the spool"
      case .rejects(let file): file
      }
    throw CommandFailure(.defect, "this build of logship cannot replay yet; nothing of \(what) was sent")
  }
}
