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
