/// What a mapped record is, which decides its table.
public enum RecordKind: String, Sendable, CaseIterable {
  /// The state of one access key on one day.
  case report
  /// One use of one access key, from CloudTrail.
  case event
  /// What one access key was used for within a stretch of time: several events, counted.
  case usage
}

/// Whose events are read.
public enum KeySelection: String, Sendable, CaseIterable {
  /// Keys that do not expire, which are those that leak: all but the kinds that are known to expire.
  case longTerm = "long-term"
  case all
}

/// What a reader has to know of a run to tell records from what is passed over.
public struct EventReading: Sendable, Equatable {
  public var keys: KeySelection
  /// Names of an event's own fields whose values become columns beside those that always do, in their order.
  public var keep: [String]
  /// True where what the rules of Azure's table `AWSCloudTrail` look at is read as well.
  public var details: Bool

  /// Long-term keys, and no field beside those of the columns.
  public init(keys: KeySelection = .longTerm, keep: [String] = [], details: Bool = false) {
    self.keys = keys
    self.keep = keep
    self.details = details
  }
}

/// Why something that is no fault is passed over; the raw values are words of the run report, which stay.
public enum SkipReason: String, Sendable, CaseIterable {
  /// A file that CloudTrail writes about its other files.
  case digest
  /// Something that CloudTrail noticed about many events.
  case insight
  /// Many events as one, without the key that made them.
  case aggregated
  /// A call that a VPC endpoint saw.
  case networkActivity
  /// A snapshot or a history of AWS Config.
  case config
  /// What CloudWatch Logs sends to see whether a subscription works.
  case controlMessages
  /// A message of S3 about an object, whose fields have the names of an event's.
  case s3Notifications
  /// An event that no access key signed, or a user of a credential report who has none.
  case withoutKey
  /// An event of a key that expires, while only long-term keys are asked for.
  case temporaryKeys
}
