/// What the plans of all commands that send have in common.
protocol RunPlan: Sendable {
  /// How the command is called, for whoever finds the state folder held by it.
  static var command: String { get }

  var settings: Settings { get }
  /// What the needs were asked of, and what the run asks.
  var connections: Connections { get }
  var target: ShipPlan.Target { get }
  var needs: Settings.Needs { get }
  var summary: ShipPlan.Summary { get }
  /// Prints nothing unless the code is not 0.
  var isQuiet: Bool { get }
  /// Ends with 0 where records were rejected and all else is well.
  var allowsRejects: Bool { get }
  var showsProgress: Bool { get }
  /// How long to wait for another run's lock; nil leaves at once.
  var wait: Duration? { get }
}

extension ShipPlan: RunPlan {
  static let command = "logship ship"
}

extension ReplayPlan: RunPlan {
  static let command = "logship replay"
  var target: ShipPlan.Target { .workspace }
}
