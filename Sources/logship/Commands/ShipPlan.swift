import ArgumentParser
import Delivery
import Glibc
import Records

/// What one run of `logship ship` is to do, decided before anything is opened.
struct ShipPlan: Sendable {
  enum Target: Sendable, Equatable {
    case workspace
    /// Mapped records as NDJSON; the ledger is left alone.
    case standardOutput
    /// All but the sending, without a key and without state.
    case nowhere
  }

  enum Summary: String, CaseIterable, ExpressibleByArgument, Sendable {
    case text, json, none
  }

  var settings: Settings
  var connections: Connections
  /// One at least.
  var sources: [SourceLocation]
  var target: Target
  var needs: Settings.Needs
  var summary: Summary
  /// Prints nothing unless the code is not 0.
  var isQuiet: Bool
  /// Ends with 0 where records were rejected and all else is well.
  var allowsRejects: Bool
  var showsProgress: Bool
  /// Takes no account of what was shipped before.
  var isReshipping: Bool
  /// Only records of this time or later are shipped.
  var since: Timestamp?
  /// Only records from before this time are shipped.
  var until: Timestamp?
  /// The account of reports that do not say theirs.
  var account: String?
  /// The time of reports that do not say theirs.
  var asOf: Timestamp?
  /// How long to wait for another run's lock; nil leaves at once.
  var wait: Duration?
}

extension ShipPlan {
  /// What standard input is, which decides whether it is read without being named.
  enum StandardInput: Sendable {
    case carriesData
    case terminalOrNothing

    /// A pipe, a file or a socket carries data; a terminal and `/dev/null` do not.
    static func current() -> StandardInput {
      var status = stat()
      guard fstat(STDIN_FILENO, &status) == 0 else { return .terminalOrNothing }
      switch status.st_mode & S_IFMT {
      case S_IFIFO, S_IFREG, S_IFSOCK: return .carriesData
      default: return .terminalOrNothing
      }
    }
  }
}
