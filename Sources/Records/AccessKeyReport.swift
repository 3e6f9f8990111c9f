import Digest

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

/// Maps access-key reports to the columns of `AccessKeyReportSchema`, as JSON, straight into a batch.
///
/// One record is one pass: each value is read where it lies, checked, and written; what is hashed for `RecordId` is
/// gathered on the way. A column has the same type in every record, whatever the input looks like.
public struct AccessKeyReportMapper: ~Copyable {
  /// Before the service replaces a time (Azure Monitor, HTTP Data Collector API, "Request headers").
  private static let oldestTime: Int64 = 2 * 86_400
  private static let furthestTime: Int64 = 86_400

  /// The time of day, which decides the records whose times the service will replace.
  public var now = Timestamp(epochSeconds: 0)
  private let options: MappingOptions
  private let keys: ReportKeys
  private var recordID: RecordID
  private var keyIDs: AccessKeyIDWriter
  private var unknown: UnknownFields
  private var source = ByteWriter(capacity: 256)
  private var sourceIsCut = false
  private var scratch = ByteWriter(capacity: 256)
  private var times = ByteWriter(capacity: 3 * Timestamp.writtenLength)
  private var truncated: [String] = []
  private var tally = MappingCounts()

  /// Makes a mapper for one thread.
  public init(_ options: MappingOptions) throws(DigestError) {
    self.options = options
    keys = ReportKeys(options.columns)
    recordID = try RecordID()
    keyIDs = AccessKeyIDWriter(options.accessKeyIDs)
    unknown = UnknownFields(takenNames: options.columns.takenNames)
  }

  /// Counts of all records mapped so far.
  public var counts: MappingCounts {
    var counts = tally
    counts.unknownFields = unknown.counts
    return counts
  }

  /// Names the source of the records that follow: `s3://bucket/key`, a path as given, or `stdin`.
  public mutating func begin(source name: String) {
    source.truncate(to: 0)
    sourceIsCut = false
    guard let key = keys.recordSource else { return }
    var written = ByteWriter(capacity: name.utf8.count + 64)
    var text = name
    sourceIsCut = text.withUTF8 { writeText(ByteSlice(UnsafeRawBufferPointer($0)), key, to: &written) }
    source.append(written.bytes)
  }

  /// Whether the record that a reader found last is of the time that was asked for.
  ///
  /// One whose time cannot be told is: it will be rejected with its reason.
  public func selects(_ reader: RecordReader) -> Bool {
    guard options.since != nil || options.until != nil else { return true }
    guard let text = reader.fields[.loggedDate], let time = Timestamp.parse(text) else { return true }
    if let since = options.since, time < since { return false }
    if let until = options.until, time >= until { return false }
    return true
  }

  /// Maps the record that a reader found last.
  ///
  /// - Parameters:
  ///   - reader: Its `next` has just returned `.record`.
  ///   - writer: Gets one flat JSON object without line feeds; nothing of a record that cannot be mapped.
  /// - Returns: Why the record cannot be mapped, else nil.
  public mutating func map(_ reader: RecordReader, into writer: inout ByteWriter) -> RejectReason? {
    let start = writer.count
    do throws(RejectReason) {
      let eventTime = try write(reader.fields, to: &writer)
      let length = writer.count - start
      if length > options.recordBytes { throw .mappedTooLarge(bytes: length, limit: options.recordBytes) }
      count(reader.fields, eventTime)
      return nil
    } catch {
      writer.truncate(to: start)
      return error
    }
  }

  /// Writes all columns of a record.
  ///
  /// - Returns: The record's own time.
  private mutating func write(
    _ fields: RecordFields, to writer: inout ByteWriter
  ) throws(RejectReason) -> Timestamp {
    guard let eventTime = try time(.loggedDate, fields) else { throw .noTime }
    let created = try time(.createDate, fields)
    let lastUsed = try time(.lastUsedDate, fields)
    guard fields[.user] != nil || fields[.accessKeyID] != nil else { throw .noUserOrKey }
    times.truncate(to: 0)
    let eventText = timeText(eventTime)
    let createdText = created.map { timeText($0) }
    let lastUsedText = lastUsed.map { timeText($0) }
    scratch.truncate(to: 0)
    let account = try accountText(fields)

    recordID.begin()
    recordID.add("EventTime", times.bytes[eventText])
    if let account { recordID.add("AccountId", scratch.bytes[account]) }
    addToID(.user, fields)
    addToID(.accessKeyID, fields)
    addToID(.status, fields)
    if let createdText { recordID.add("CreateDate", times.bytes[createdText]) }
    if let lastUsedText { recordID.add("LastUsedDate", times.bytes[lastUsedText]) }
    addToID(.region, fields)
    addToID(.serviceName, fields)

    let start = writer.count
    truncated.removeAll(keepingCapacity: true)
    switch options.columns.preset {
    case .standard:
      writeTime(times.bytes[eventText], keys.eventTime, to: &writer)
      if let account { writeQuoted(scratch.bytes[account], keys.account, to: &writer) }
      writeField(.user, fields, keys.user, to: &writer)
      writeKeyID(fields, to: &writer)
      writeField(.status, fields, keys.status, to: &writer)
      if let createdText { writeTime(times.bytes[createdText], keys.createDate, to: &writer) }
      if let lastUsedText { writeTime(times.bytes[lastUsedText], keys.lastUsedDate, to: &writer) }
      writeField(.region, fields, keys.region, to: &writer)
      writeField(.serviceName, fields, keys.service, to: &writer)
      if let created { writeDays(from: created, to: eventTime, keys.keyAgeDays, to: &writer) }
      if let lastUsed { writeDays(from: lastUsed, to: eventTime, keys.daysSinceLastUse, to: &writer) }
      writer.append(source.bytes)
      if sourceIsCut { truncated.append(options.columns.sentName("RecordSource")) }
    case .original:
      writeAsItCame(.loggedDate, fields, keys.eventTime, to: &writer)
      writeField(.user, fields, keys.user, to: &writer)
      if let account { writeQuoted(scratch.bytes[account], keys.account, to: &writer) }
      writeKeyID(fields, to: &writer)
      writeAsItCame(.createDate, fields, keys.createDate, to: &writer)
      writeAsItCame(.lastUsedDate, fields, keys.lastUsedDate, to: &writer)
      writeField(.region, fields, keys.region, to: &writer)
      writeField(.status, fields, keys.status, to: &writer)
      writeField(.serviceName, fields, keys.service, to: &writer)
    }
    if let key = keys.recordID {
      writer.append(key)
      writer.append(ASCII.quote)
      recordID.write(to: &writer)
      writer.append(ASCII.quote)
    }
    try writeUnknown(fields, to: &writer)
    writeTruncatedColumns(to: &writer)
    writer.append(options.columns.added)
    writer.closeObject(from: start)
    return eventTime
  }

  private mutating func count(_ fields: RecordFields, _ eventTime: Timestamp) {
    if fields.replaced { tally.repairedRecords += 1 }
    tally.truncatedFields += truncated.count
    for field in fields.unknown { unknown.count(field.name) }
    guard options.columns.timeColumn != nil else { return }
    let age = now.epochSeconds - eventTime.epochSeconds
    if age > AccessKeyReportMapper.oldestTime || age < -AccessKeyReportMapper.furthestTime {
      tally.replacedTimes += 1
    }
  }

  private func time(_ field: ReportField, _ fields: RecordFields) throws(RejectReason) -> Timestamp? {
    guard let text = fields[field] else { return nil }
    guard let time = Timestamp.parse(text) else {
      throw .notATime(column: "\(field.columnName)", value: RejectReason.shown(text))
    }
    return time
  }

  /// Writes a time into `times`.
  ///
  /// - Returns: Where it lies there.
  private mutating func timeText(_ time: Timestamp) -> Range<Int> {
    let start = times.count
    time.write(to: times.room(Timestamp.writtenLength))
    times.advance(Timestamp.writtenLength)
    return start..<times.count
  }

  /// Writes twelve digits into `scratch`: a number, or digits that lost their zeros in a spreadsheet, are padded.
  private mutating func accountText(_ fields: RecordFields) throws(RejectReason) -> Range<Int>? {
    guard let text = fields[.account] else { return nil }
    guard text.count <= 12, text.bytes.allSatisfy({ ASCII.isDigit($0) }) else {
      throw .notAnAccount(value: RejectReason.shown(text))
    }
    let start = scratch.count
    for _ in text.count..<12 { scratch.append(UInt8(ascii: "0")) }
    scratch.append(text.bytes)
    return start..<scratch.count
  }

  private mutating func addToID(_ field: ReportField, _ fields: RecordFields) {
    if let text = fields[field] { recordID.add(field.columnName, text.bytes) }
  }

  private mutating func writeField(
    _ field: ReportField, _ fields: RecordFields, _ key: [UInt8]?, to writer: inout ByteWriter
  ) {
    guard let text = fields[field] else { return }
    writeText(text, key, keys.columnName(field), to: &writer)
  }

  private mutating func writeKeyID(_ fields: RecordFields, to writer: inout ByteWriter) {
    guard let id = fields[.accessKeyID], keys.accessKeyID != nil else { return }
    let start = scratch.count
    keyIDs.write(id, to: &scratch)
    let sent = ByteSlice(UnsafeRawBufferPointer(rebasing: scratch.bytes[start...]))
    writeText(sent, keys.accessKeyID, "AccessKeyId", to: &writer)
  }

  /// Writes text that is text in every record: what the service would take for another type gets a prefix.
  private mutating func writeText(
    _ text: ByteSlice, _ key: [UInt8]?, _ column: StaticString, to writer: inout ByteWriter
  ) {
    guard let key else { return }
    if writeText(text, key, to: &writer) { truncated.append(options.columns.sentName(column)) }
  }

  /// Writes a text column.
  ///
  /// - Returns: True where the text had to be cut.
  private func writeText(_ text: ByteSlice, _ key: [UInt8], to writer: inout ByteWriter) -> Bool {
    let prefix = TextShape.of(text).prefix
    writer.append(key)
    writer.append(ASCII.quote)
    writer.append(prefix)
    let room = options.fieldBytes - prefix.utf8CodeUnitCount
    let isCut = text.count > room
    writer.append(escaped: isCut ? text.cut(to: room).bytes : text.bytes)
    writer.append(ASCII.quote)
    return isCut
  }

  private func writeAsItCame(
    _ field: ReportField, _ fields: RecordFields, _ key: [UInt8]?, to writer: inout ByteWriter
  ) {
    guard let key, let text = fields[field] else { return }
    writer.append(key)
    writer.append(ASCII.quote)
    writer.append(escaped: text.bytes)
    writer.append(ASCII.quote)
  }

  private func writeTime(
    _ text: Slice<UnsafeRawBufferPointer>, _ key: [UInt8]?, to writer: inout ByteWriter
  ) {
    writeQuoted(text, key, to: &writer)
  }

  private func writeQuoted(
    _ text: Slice<UnsafeRawBufferPointer>, _ key: [UInt8]?, to writer: inout ByteWriter
  ) {
    guard let key else { return }
    writer.append(key)
    writer.append(ASCII.quote)
    writer.append(UnsafeRawBufferPointer(rebasing: text))
    writer.append(ASCII.quote)
  }

  /// Writes whole days between two calendar dates in UTC, so that a key made on the day of the report is 0 days old.
  private func writeDays(
    from earlier: Timestamp, to later: Timestamp, _ key: [UInt8]?, to writer: inout ByteWriter
  ) {
    guard let key else { return }
    writer.append(key)
    writer.append(decimal: Int(later.dayNumber - earlier.dayNumber))
  }

  private mutating func writeUnknown(_ fields: RecordFields, to writer: inout ByteWriter) throws(RejectReason) {
    guard options.keepsUnknownFields, !fields.unknown.isEmpty else { return }
    unknown.beginRecord()
    for field in fields.unknown {
      guard let column = try unknown.column(for: field.name) else { continue }
      if writeText(field.value, column.key, to: &writer) { truncated.append(column.name) }
    }
  }

  private mutating func writeTruncatedColumns(to writer: inout ByteWriter) {
    guard !truncated.isEmpty, let key = keys.truncatedColumns else { return }
    var names = truncated.joined(separator: ",")
    writer.append(key)
    writer.append(ASCII.quote)
    names.withUTF8 { writer.append(UnsafeRawBufferPointer($0)) }
    writer.append(ASCII.quote)
  }
}

/// `,"Name":` of each column of a report; nil for those that are not sent.
private struct ReportKeys {
  let eventTime: [UInt8]?
  let account: [UInt8]?
  let user: [UInt8]?
  let accessKeyID: [UInt8]?
  let status: [UInt8]?
  let createDate: [UInt8]?
  let lastUsedDate: [UInt8]?
  let region: [UInt8]?
  let service: [UInt8]?
  let keyAgeDays: [UInt8]?
  let daysSinceLastUse: [UInt8]?
  let recordSource: [UInt8]?
  let recordID: [UInt8]?
  let truncatedColumns: [UInt8]?
  private let isOriginal: Bool

  init(_ plan: ColumnPlan) {
    let original = plan.preset == .original
    func key(_ field: ReportField) -> [UInt8]? { plan.key(original ? field.inputName : field.columnName) }
    isOriginal = original
    eventTime = key(.loggedDate)
    account = key(.account)
    user = key(.user)
    accessKeyID = key(.accessKeyID)
    status = key(.status)
    createDate = key(.createDate)
    lastUsedDate = key(.lastUsedDate)
    region = key(.region)
    service = key(.serviceName)
    keyAgeDays = plan.key("KeyAgeDays")
    daysSinceLastUse = plan.key("DaysSinceLastUse")
    recordSource = plan.key("RecordSource")
    recordID = plan.key("RecordId")
    truncatedColumns = plan.key("TruncatedColumns")
  }

  /// The name that a field's column has before renaming.
  func columnName(_ field: ReportField) -> StaticString { isOriginal ? field.inputName : field.columnName }
}

extension RecordID {
  @inline(__always)
  fileprivate mutating func add(_ name: StaticString, _ value: Slice<UnsafeRawBufferPointer>) {
    add(name, UnsafeRawBufferPointer(rebasing: value))
  }
}

extension ByteWriter {
  /// Makes an object of columns that were written from `start` on, each with a comma before it.
  fileprivate mutating func closeObject(from start: Int) {
    if count == start {
      append("{}")
      return
    }
    replace(at: start, with: ASCII.openBrace)
    append(ASCII.closeBrace)
  }
}
