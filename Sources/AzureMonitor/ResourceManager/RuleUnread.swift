/// Why a rule's own declarations could not be read; nothing that a run needs.
public struct RuleUnread: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was in the way, and what would remove it.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
