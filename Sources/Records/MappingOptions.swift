/// How access-key reports are mapped.
public struct MappingOptions: Sendable {
  public var accessKeyIDs: AccessKeyIDs
  public var columns: ColumnPlan
  /// True where fields that are no part of a report become columns too.
  public var keepsUnknownFields: Bool
  /// The longest text of a column in bytes, above which it is cut at a character's boundary.
  public var fieldBytes: Int
  /// The longest record in bytes as encoded.
  public var recordBytes: Int
  /// Records from this time on are selected; nil for all.
  public var since: Timestamp?
  /// Records before this time are selected; nil for all.
  public var until: Timestamp?

  /// Options for one run.
  public init(
    accessKeyIDs: AccessKeyIDs = .masked, columns: ColumnPlan = ColumnPlan(), keepsUnknownFields: Bool = false,
    fieldBytes: Int, recordBytes: Int, since: Timestamp? = nil, until: Timestamp? = nil
  ) {
    self.since = since
    self.until = until
    self.accessKeyIDs = accessKeyIDs
    self.columns = columns
    self.keepsUnknownFields = keepsUnknownFields
    self.fieldBytes = fieldBytes
    self.recordBytes = recordBytes
  }
}

/// What the run report tells about the mapping.
public struct MappingCounts: Sendable, Equatable {
  /// Values that were cut at the field limit.
  public var truncatedFields = 0
  /// Records in which text that is no Unicode was replaced by U+FFFD.
  public var repairedRecords = 0
  /// Records sent with an `EventTime` that is so old or so far ahead that the service takes the time of arrival for
  /// `TimeGenerated`.
  public var replacedTimes = 0
  /// Fields that are no part of a report, by name.
  public var unknownFields: [String: Int] = [:]

  /// Nothing counted yet.
  public init() {}
}
