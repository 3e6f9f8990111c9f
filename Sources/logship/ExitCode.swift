import Delivery

/// How the program ends, in the numbers of sysexits.h, which cron and systemd read.
enum ExitCode: Int32, Sendable, CaseIterable {
  case success = 0
  /// The command line is wrong.
  case usage = 64
  /// All else was shipped, but some records were rejected.
  case rejected = 65
  /// A source does not exist or cannot be read.
  case noInput = 66
  /// Another run holds the state folder.
  case busy = 69
  /// A defect of ours.
  case defect = 70
  /// The disk failed us.
  case disk = 74
  /// Not everything could be sent now; run again.
  case unsent = 75
  /// The workspace or AWS refused our credentials.
  case refused = 77
  case configuration = 78

  /// Those that can hold together, the most urgent for the operator first.
  static let byUrgency: [ExitCode] = [.defect, .disk, .configuration, .refused, .unsent, .noInput, .rejected]

  /// The code to end with where several hold.
  ///
  /// - Parameter codes: All that hold; `busy` and `usage` end a run before another can.
  /// - Returns: The most urgent one, or `success` where there is none.
  static func mostUrgent(_ codes: some Sequence<ExitCode>) -> ExitCode {
    let codes = Set(codes).subtracting([.success])
    return byUrgency.first(where: codes.contains) ?? codes.min { $0.rawValue < $1.rawValue } ?? .success
  }
}

extension ExitCode {
  /// What a run ends with.
  static func of(_ problems: [Problem], allowsRejects: Bool) -> ExitCode {
    mostUrgent(problems.map { allowsRejects && $0.kind == .rejects ? .success : of($0) })
  }

  /// Problems in the order in which they are told: the most urgent one last, where it is seen.
  static func byRisingUrgency(_ problems: [Problem]) -> [Problem] {
    byUrgency.reversed().flatMap { code in problems.filter { of($0) == code } }
  }

  private static func of(_ problem: Problem) -> ExitCode {
    switch problem.kind {
    case .rejects: .rejected
    case .source: .noInput
    case .defect: .defect
    case .disk: .disk
    case .unsent: .unsent
    case .credentials: .refused
    case .configuration: .configuration
    }
  }
}

extension ExitCode {
  /// What the code tells the operator.
  var meaning: String {
    switch self {
    case .success: "Everything was shipped."
    case .usage: "The command line is wrong."
    case .rejected: "All else was shipped, but some records were rejected (0 with --allow-rejects)."
    case .noInput: "A source does not exist or cannot be read."
    case .busy: "Another run holds the state folder."
    case .defect: "A defect of logship."
    case .disk: "The disk failed."
    case .unsent: "Not everything could be sent now; run again."
    case .refused: "The workspace or AWS refused the credentials."
    case .configuration: "The configuration is wrong, or does not fit the workspace."
    }
  }
}
