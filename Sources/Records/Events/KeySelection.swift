/// Whose events are read.
public enum KeySelection: String, Sendable, CaseIterable {
  /// Keys that do not expire, which are those that leak: all but the kinds that are known to expire.
  case longTerm = "long-term"
  case all
}
