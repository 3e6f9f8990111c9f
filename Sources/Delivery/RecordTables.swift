import Records

/// The table of each kind of record, as the destination names it: a log type, or a stream.
public struct RecordTables: Sendable, Equatable {
  public var report: String
  public var event: String
  public var usage: String

  /// Tables of these names.
  public init(report: String, event: String, usage: String) {
    self.report = report
    self.event = event
    self.usage = usage
  }

  /// The table of a kind.
  public subscript(kind: RecordKind) -> String {
    switch kind {
    case .report: report
    case .event: event
    case .usage: usage
    }
  }
}
