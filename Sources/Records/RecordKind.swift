/// What a mapped record is, which decides its table.
public enum RecordKind: String, Sendable, CaseIterable {
  /// The state of one access key on one day.
  case report
  /// One use of one access key, from CloudTrail.
  case event
  /// What one access key was used for within a stretch of time: several events, counted.
  case usage
}
