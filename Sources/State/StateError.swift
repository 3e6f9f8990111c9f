#if canImport(Glibc)
  import Glibc
#endif

/// What the disk would not do for us.
public struct StateError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was tried, such as `write`.
  public let action: String
  public let path: String
  /// The system's words.
  public let reason: String
  /// What the operator can do.
  public let remedy: String

  /// An error about one path.
  public init(action: String, path: String, reason: String, remedy: String) {
    self.action = action
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }

  /// An error of the system about one path.
  init(_ action: String, _ path: String, errno code: Int32) {
    self.init(action: action, path: path, reason: String(cString: strerror(code)), remedy: Self.remedy(for: code))
  }

  private static func remedy(for code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "Free some space and run again"
    case EROFS, EACCES, EPERM: "Make it writable for this user, or name another folder with --state"
    case EMFILE, ENFILE: "Raise the limit of open files (`ulimit -n`) and run again"
    case ENOLCK, ENOSYS, EOPNOTSUPP: "The file system has no locks: name a folder on another one with --state"
    default: "Name another folder with --state, or mend this one"
    }
  }

  public var description: String { "cannot \(action) \(path): \(reason). \(remedy)" }
}
