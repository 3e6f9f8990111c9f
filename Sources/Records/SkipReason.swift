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
