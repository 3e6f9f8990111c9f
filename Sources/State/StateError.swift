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

  public var description: String { "cannot \(action) \(path): \(reason). \(remedy)" }
}
