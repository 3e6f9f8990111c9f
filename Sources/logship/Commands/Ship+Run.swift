import Logging

extension Ship {
  /// Carries out a plan.
  func ship(_ plan: ShipPlan, logger: Logger, console: Console) throws(CommandFailure) {
    throw CommandFailure(.defect, "this build has no delivery; it can `logship check` alone")
  }
}
