import Delivery
import Records

/// What one run of `logship ship` or `logship replay` is to do, decided before anything is opened.
struct RunPlan: Sendable {
  enum Target: Sendable, Equatable {
    case workspace
    /// Mapped records as NDJSON; the ledger is left alone.
    case standardOutput
    /// All but the sending, without a key and without state.
    case nowhere
  }

  /// How the command is called, for whoever finds the state folder held by it.
  let command: String
  let settings: Settings
  /// What the needs were asked of, and what the run asks.
  let connections: Connections
  let needs: Settings.Needs
  let summary: Summary.Form
  /// Prints nothing unless the code is not 0.
  let isQuiet: Bool
  /// Ends with 0 where records were rejected and all else is well.
  let allowsRejects: Bool
  let showsProgress: Bool
  /// How long to wait for another run's lock; nil leaves at once.
  let wait: Duration?

  /// What is read; none where only the spool or a reject file is sent.
  var sources: [SourceLocation] = []
  /// The reject file that is sent in place of sources or the spool.
  var rejectFile: String?
  var target = Target.workspace
  /// Takes no account of what was shipped before.
  var isReshipping = false
  /// Only records of this time or later are shipped.
  var since: Timestamp?
  /// Only records from before this time are shipped.
  var until: Timestamp?
  /// The account of reports that do not say theirs.
  var account: String?
  /// The time of reports that do not say theirs.
  var asOf: Timestamp?

  /// A run over the spool alone, until it is told more.
  init(
    _ command: String, _ settings: Settings, _ connections: Connections, _ needs: Settings.Needs, _ flags: RunFlags
  ) {
    self.command = command
    self.settings = settings
    self.connections = connections
    self.needs = needs
    summary = flags.summary ?? .text
    isQuiet = flags.quiet
    allowsRejects = flags.allowRejects
    showsProgress = flags.progress && !flags.quiet
    wait = flags.wait
  }
}
