import Delivery
import Logging

extension Ship {
  /// Carries out a plan.
  ///
  /// - Throws: `CommandFailure` with the most urgent of all that went wrong; everything was told before.
  func ship(
    _ plan: ShipPlan, signals: SignalWatch, logger: Logger, console: Console
  ) throws(CommandFailure) {
    let sources = try plan.sources.map { (text: String) throws(CommandFailure) in try location(text) }
    try plan.carryOut(sources, signals: signals, logger: logger, console: console) { options in
      options.mapping.since = plan.since
      options.mapping.until = plan.until
      options.mapping.account = plan.account
      options.mapping.asOf = plan.asOf
      options.isReshipping = plan.isReshipping
    }
  }

  private func location(_ text: String) throws(CommandFailure) -> SourceLocation {
    do {
      return try SourceLocation(text)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
  }
}
