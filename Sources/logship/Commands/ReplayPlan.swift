/// What one run of `logship replay` is to do, decided before anything is opened.
struct ReplayPlan: Sendable {
  enum Source: Sendable, Equatable {
    /// The batches that could not be sent.
    case spool
    /// The lines of a reject file, mended.
    case rejects(file: String)
  }

  var settings: Settings
  var connections: Connections
  var source: Source
  var needs: Settings.Needs
  var summary: ShipPlan.Summary
  /// Prints nothing unless the code is not 0.
  var isQuiet: Bool
  /// Ends with 0 where records were rejected and all else is well.
  var allowsRejects: Bool
  var showsProgress: Bool
  /// How long to wait for another run's lock; nil leaves at once.
  var wait: Duration?
}
