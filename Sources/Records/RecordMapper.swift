/// Maps the records of a reader, each by its kind, straight into a batch.
public struct RecordMapper: ~Copyable {
  /// What became of an event that is counted with others.
  public enum RollUp: Sendable, Equatable {
    /// It went into a record of usage that is not written yet.
    case taken
    /// There is no room for it: the records of usage have to be written first (`writeUsage`), then it is to be rolled up
    /// again.
    case full
    case rejected(RejectReason)
  }

  /// The time of day, which decides the records whose times the service will replace.
  public var now: Timestamp {
    get { reports.now }
    set {
      reports.now = newValue
      events.now = newValue
      usage?.now = newValue
    }
  }

  /// True where no time was asked for: `selects` need not be called then, which copies a mapper of some kilobytes for
  /// each record.
  public let selectsAll: Bool

  private let options: MappingOptions
  private var reports: AccessKeyReportMapper
  private var events: AccessKeyEventMapper
  private var rows = EventRowReader()
  private var usage: AccessKeyUsageMapper?
  private var reportCount = 0

  /// Makes a mapper for one thread.
  public init(_ options: MappingOptions) {
    self.options = options
    selectsAll = options.since == nil && options.until == nil
    reports = AccessKeyReportMapper(options)
    events = AccessKeyEventMapper(options)
    usage = options.rollup.map { AccessKeyUsageMapper(options, $0) }
  }

  /// Counts of all records mapped so far.
  public var counts: MappingCounts {
    var counts = reports.counts
    counts.reports = reportCount
    counts.add(events.counts)
    if let tally = usage?.tally { counts.add(tally) }
    return counts
  }

  /// Names the source of the records that follow; usage that was gathered and not written is forgotten.
  ///
  /// - Parameters:
  ///   - name: `s3://bucket/key`, a path as given, or `stdin`.
  ///   - modified: When it was last changed, or now for a stream: its day is that of reports which do not say theirs,
  ///     where `MappingOptions.asOf` is not set either.
  public mutating func begin(source name: String, modified: Timestamp? = nil) {
    begin(source: name, reports: GivenParts(account: options.account, time: options.asOf ?? modified?.midnight))
  }

  /// Names the source of records that were taken out of it, with what reports were given there that do not say it.
  public mutating func begin(source name: String, given parts: GivenParts) {
    reports.takesGivenAlways = true
    let (account, time) = (options.account ?? parts.account, options.asOf ?? parts.time)
    begin(source: name, reports: GivenParts(account: account, time: time))
  }

  /// What the record that a reader found last was given from outside, for it does not say it.
  public func given(to reader: RecordReader) -> GivenParts {
    reader.kind == .report ? reports.given(to: reader) : GivenParts()
  }

  private mutating func begin(source name: String, reports given: GivenParts) {
    reports.begin(source: name, given: given)
    events.begin(source: name)
    usage?.begin(source: name)
  }

  /// Whether the record that a reader found last is of the time that was asked for.
  ///
  /// One whose time cannot be told is: it will be rejected with its reason.
  @inline(__always)
  public func selects(_ reader: RecordReader) -> Bool {
    if selectsAll { return true }
    let text = reader.kind == .event ? reader.event[.eventTime] : reports.timeText(of: reader)
    guard let text, let time = Timestamp.parse(text) else { return true }
    return options.selects(time)
  }

  /// What the record that a reader found last is to become: a usage where events are counted together.
  @inline(__always)
  public func kind(of reader: RecordReader) -> RecordKind {
    guard reader.kind == .event else { return .report }
    return usage == nil ? .event : .usage
  }

  /// Maps the record that a reader found last, a report or an event.
  ///
  /// - Parameters:
  ///   - reader: Its `next` has just returned `.record`.
  ///   - writer: Gets one flat JSON object without line feeds; nothing of a record that cannot be mapped.
  /// - Returns: Why the record cannot be mapped, else nil.
  @inline(__always)
  public mutating func map(_ reader: RecordReader, into writer: inout ByteWriter) -> RejectReason? {
    reader.kind == .event ? mapEvent(reader, into: &writer) : mapReport(reader, into: &writer)
  }

  /// Maps the record that a reader found last, which is a report.
  @inline(__always)
  public mutating func mapReport(_ reader: RecordReader, into writer: inout ByteWriter) -> RejectReason? {
    let reason = reports.map(reader, into: &writer)
    if reason == nil { reportCount += 1 }
    return reason
  }

  private mutating func mapEvent(_ reader: RecordReader, into writer: inout ByteWriter) -> RejectReason? {
    do throws(RejectReason) {
      let row = try rows.read(reader.event)
      return events.map(reader.event, row, time: rows.time, into: &writer)
    } catch {
      return error
    }
  }

  /// Counts the record that a reader found last with others like it, where `kind(of:)` says that it becomes a usage.
  ///
  /// - Parameter reader: Its `next` has just returned `.record`.
  /// - Returns: What became of it.
  public mutating func rollUp(_ reader: RecordReader) -> RollUp {
    guard let usage, reader.kind == .event else { return .rejected(.unknownShape) }
    do throws(RejectReason) {
      let row = try rows.read(reader.event)
      return usage.add(reader.event, row, time: rows.time, at: reader.position) ? .taken : .full
    } catch {
      return .rejected(error)
    }
  }

  /// Tells that the reader has passed over a record, so that usage covers it with the events around it.
  ///
  /// - Parameter record: Its number.
  public mutating func pass(_ record: Int) {
    usage?.pass(record)
  }

  /// The records of usage that are gathered and not written; nil where there are none.
  ///
  /// To be asked, and all of them to be written, at the end of a source, and where `rollUp` found no room.
  public var usageFlush: UsageFlush? { usage?.flush }

  /// Where the first event of the record of usage lies that `writeUsage` writes next; nil once all are written.
  public var nextUsage: SourcePosition? { usage?.nextPosition }

  /// Writes the next record of usage, in the order in which their first events came.
  ///
  /// - Parameter writer: Gets one flat JSON object without line feeds.
  /// - Returns: False where there was none.
  public mutating func writeUsage(into writer: inout ByteWriter) -> Bool {
    guard usage?.nextPosition != nil else { return false }
    usage?.write(into: &writer)
    return true
  }
}

extension MappingCounts {
  /// Adds what another mapper counted.
  mutating func add(_ other: MappingCounts) {
    truncatedFields += other.truncatedFields
    repairedRecords += other.repairedRecords
    replacedTimes += other.replacedTimes
    reports += other.reports
    events += other.events
    usages += other.usages
    eventsRolledUp += other.eventsRolledUp
    bytesRolledUp += other.bytesRolledUp
    unknownFields.merge(other.unknownFields) { $0 + $1 }
  }
}
