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
