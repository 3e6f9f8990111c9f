import Glibc

extension Ship {
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
