/// What a record tells of access keys; each kind has a table of its own.
public enum RecordKind: String, Sendable, CaseIterable {
  /// The state of one key on one day.
  case report
  /// One use of one key.
  case event
  /// The uses of one key in one stretch of time.
  case usage
}
