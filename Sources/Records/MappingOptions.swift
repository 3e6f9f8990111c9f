/// How records are mapped.
public struct MappingOptions: Sendable {
  public var accessKeyIDs: AccessKeyIDs
  /// The same for events alone, where it differs; nil where it does not.
  public var accessKeyIDsOfEvents: AccessKeyIDs?
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
  /// Which events are read, and what of them is kept beside the usual columns.
  public var events = EventReading()
  /// How events are counted together; nil sends each of them.
  public var rollup: Rollup?
  /// The account of reports that do not say theirs: at most twelve digits.
  public var account: String?
  /// The time of reports that do not say theirs; nil takes the day on which their source was last changed.
  public var asOf: Timestamp?

  /// Whether a time is one of those that are asked for.
  func selects(_ time: Timestamp) -> Bool {
    if let since, time < since { return false }
    if let until, time >= until { return false }
    return true
  }

  /// Whether a text can be `account`: one to twelve digits.
  public static func isAccount(_ text: String) -> Bool {
    (1...12).contains(text.utf8.count) && text.utf8.allSatisfy { ASCII.isDigit($0) }
  }

  /// How events are counted together.
  public struct Rollup: Sendable, Equatable {
    /// The stretch of time that a record stands for; such stretches begin at midnight, UTC, of 1970-01-01.
    public var seconds: Int
    /// How many records are gathered at most before they are written.
    public var maxGroups: Int

    /// Records of at most so many at a time, each for so many seconds.
    public init(seconds: Int, maxGroups: Int) {
      self.seconds = seconds
      self.maxGroups = maxGroups
    }
  }

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
  /// Records written, by kind.
  public var reports = 0
  public var events = 0
  public var usages = 0
  /// Events that went into the records of usage.
  public var eventsRolledUp = 0
  /// About how many bytes of values these events would have had, each sent by itself.
  public var bytesRolledUp = 0
  /// Fields that are no part of a report or of an event, by name.
  public var unknownFields: [String: Int] = [:]

  /// Nothing counted yet.
  public init() {}
}
