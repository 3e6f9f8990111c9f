import AzureMonitor
import Records

/// One thing that is wrong with the configuration.
///
/// The words are in `ConfigurationError+Words.swift`.
struct ConfigurationError: Error, Sendable, Equatable {
  enum Fault: Sendable, Equatable {
    case syntax(line: Int, column: Int, what: String)
    case fileNotFound(namedBy: Origin)
    case fileUnreadable(reason: String)
    case notAnObject(value: String, members: [String])
    case unknownSetting(nearest: String?)
    case givenTwice
    case badValue(String, allowed: String)
    case badSource(reason: String)
    case unreadablePath(file: String, reason: String)
    case plainHTTP(url: String)
    case roleMissing
    /// With what would do in its place, where something would.
    case missing(flag: String, variable: String, file: String, isSecret: Bool, instead: String? = nil)

    case secretForm
    case literalSecretReadable
    case secretUnread(place: String, failure: SecretFailure)
    case secretEmpty(place: String)
    case secretNotBase64(place: String)
    case hashKeyMissing

    case unknownColumn(String, nearest: String?)
    case badColumnName(String, reason: ColumnNameFault)
    case repeatedColumn(String, other: String)
    case noColumns
  }

  let fault: Fault
  /// The setting's, or what was written in its place; empty for a file as a whole.
  let path: String
  /// Where the value stands; nil of what stands nowhere.
  let origin: Origin?

  init(_ fault: Fault, at path: String, from origin: Origin?) {
    self.fault = fault
    self.path = path
    self.origin = origin
  }
}

extension ConfigurationError {
  /// True of a value that stands on the command line and is not allowed.
  ///
  /// Values that are allowed and do not fit what surrounds them are the configuration's fault.
  var isOfCommandLine: Bool {
    switch (fault, origin) {
    case (.badValue, .flag), (.badSource, .flag): true
    default: false
    }
  }

  /// Whether it concerns the setting at a path, or what is in it.
  func isAbout(_ path: String) -> Bool { self.path == path || self.path.hasPrefix("\(path).") }

  /// What it means for who wants a secret.
  var kind: KeyFailure.Kind {
    if case .secretUnread(_, let failure) = fault { failure.kind } else { .configuration }
  }

  /// What it ends the program with where it is not the command line's fault.
  var exitCode: ExitCode { ExitCode(kind) }
}

/// Why a column cannot have a name.
enum ColumnNameFault: Sendable, Equatable {
  /// The service would refuse or change it.
  case service(ColumnNames.Fault)
  /// The service stores it without a suffix, so only `columns.add` may make it.
  case onlyAdded
  /// The tables that data collection rules fill have it already.
  case reservedByRules
}

/// All that is wrong with the configuration, told at once.
struct ConfigurationErrors: Error, Sendable, Equatable {
  let problems: [ConfigurationError]

  /// 64 where only the command line is to blame; else 78, or what is less urgent where only secrets were not got.
  var exitCode: ExitCode {
    problems.allSatisfy(\.isOfCommandLine) ? .usage : .mostUrgent(problems.map(\.exitCode))
  }
}
