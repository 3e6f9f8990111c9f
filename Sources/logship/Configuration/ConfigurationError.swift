import AzureMonitor
import Records

/// One thing that is wrong with the configuration.
///
/// The words are in `ConfigurationError+Words.swift`.
enum ConfigurationError: Error, Sendable, Equatable {
  case syntax(file: String, line: Int, column: Int, what: String)
  case fileNotFound(file: String, namedBy: Origin)
  case fileUnreadable(file: String, reason: String)
  case notAnObject(origin: Origin, path: String, value: String, members: [String])
  case unknownSetting(origin: Origin, path: String, nearest: String?)
  case givenTwice(origin: Origin, path: String)
  case badValue(origin: Origin, path: String, value: String, allowed: String)
  case badSource(origin: Origin, path: String, reason: String)
  case unreadablePath(origin: Origin, path: String, file: String, reason: String)
  case plainHTTP(origin: Origin, path: String, url: String)
  case roleMissing(origin: Origin, path: String)

  case secretForm(origin: Origin, path: String)
  case literalSecretReadable(origin: Origin, path: String)
  case secretUnread(origin: Origin, path: String, place: String, failure: SecretFailure)
  case secretEmpty(origin: Origin, path: String, place: String)
  case secretNotBase64(origin: Origin, path: String, place: String)
  case hashKeyMissing(origin: Origin)

  case missing(path: String, flag: String, variable: String, file: String, isSecret: Bool)

  case unknownColumn(origin: Origin, path: String, column: String, nearest: String?)
  case badColumnName(origin: Origin, path: String, column: String, reason: ColumnNameFault)
  case repeatedColumn(origin: Origin, path: String, column: String, other: String)
  case noColumns(origin: Origin)
}

extension ConfigurationError {
  /// What it means for who wants a secret.
  var kind: KeyFailure.Kind {
    if case .secretUnread(_, _, _, let failure) = self { failure.kind } else { .configuration }
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
