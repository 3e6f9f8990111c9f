import Digest

/// Maps access-key reports to the columns of `AccessKeyReportSchema`, as JSON, straight into a batch.
///
/// One record is one pass: each value is read where it lies, checked, and written; what is hashed for `RecordId` is
/// gathered on the way. A column has the same type in every record, whatever the input looks like.
public struct AccessKeyReportMapper: ~Copyable {
  /// The time of day, which decides the records whose times the service will replace.
  public var now = Timestamp(epochSeconds: 0)
  private let options: MappingOptions
  private let keys: ReportKeys
  private let sendsTime: Bool
  private var recordID = RecordID()
  private var keyIDs: AccessKeyIDWriter
  private var unknown: UnknownFields
  private var source = SourceColumn()
  private var account = ByteWriter(capacity: 64)
  private let times = ReportTimes()
  /// True where the given parts are for every report that lacks them, whatever its form.
  ///
  /// A record that was taken out of its source has lost the form around it.
  var takesGivenAlways = false
  private var given = GivenParts()
  /// What a form that does not say it takes for its time, and for its account.
  private var givenTime = ByteWriter(capacity: 64)
  private var givenAccount = ByteWriter(capacity: 64)
  private var texts: TextColumns
  private var tally = MappingCounts()

  /// Makes a mapper for one thread.
  public init(_ options: MappingOptions) {
    self.options = options
    keys = ReportKeys(options.columns)
    sendsTime = options.columns.timeColumn != nil
    keyIDs = AccessKeyIDWriter(options.accessKeyIDs)
    texts = TextColumns(fieldBytes: options.fieldBytes)
    unknown = UnknownFields(takenNames: options.columns.takenNames)
  }

  /// Counts of all records mapped so far.
  public var counts: MappingCounts {
    var counts = tally
    counts.unknownFields = unknown.counts
    return counts
  }

  /// Names the source of the records that follow: `s3://bucket/key`, a path as given, or `stdin`.
  ///
  /// - Parameters:
  ///   - name: The source.
  ///   - given: What forms take that do not say it.
  public mutating func begin(source name: String, given: GivenParts = GivenParts()) {
    self.given = given
    givenTime.truncate(to: 0)
    if let time = given.time { givenTime.append(Array(time.description.utf8)) }
    givenAccount.truncate(to: 0)
    if let account = given.account { givenAccount.append(Array(account.utf8)) }
    source.begin(name, keys.recordSource, limit: options.fieldBytes)
  }

  /// The time of the record that a reader found last, as it came or was given; nil where it has none.
  func timeText(of reader: RecordReader) -> ByteSlice? { reader.fields[.loggedDate] ?? given(givenTime, reader.fields) }

  /// Maps the record that a reader found last.
  ///
  /// - Parameters:
  ///   - reader: Its `next` has just returned `.record`.
  ///   - writer: Gets one flat JSON object without line feeds; nothing of a record that cannot be mapped.
  /// - Returns: Why the record cannot be mapped, else nil.
  public mutating func map(_ reader: RecordReader, into writer: inout ByteWriter) -> RejectReason? {
    // Events have a mapper of their own.
    guard reader.kind == .report else { return .unknownShape }
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
    guard let text = fields[.loggedDate] ?? given(givenTime, fields) else { throw .noTime }
    guard let eventTime = times.readEventTime(text) else { throw notATime(.loggedDate, text) }
    let created = try time(.createDate, fields)
    let lastUsed = try time(.lastUsedDate, fields)
    guard fields.has(.user) || fields.has(.accessKeyID) else { throw .noUserOrKey }
    let account = try (fields[.account] ?? given(givenAccount, fields))?.account(padded: &self.account)
    if fields.has(.keySlot) { try checkSlot(fields) }

    let start = writer.count
    texts.beginRecord()
    let row = Row(account: account, eventTime: eventTime, created: created, lastUsed: lastUsed)
    let bound =
      keys.byteCount + source.count + AccessKeyReportMapper.mostBytesBesideTexts
      + fields.textBytes * (fields.isPlain ? 1 : Pen.mostBytesEscaped)
    writer.write(atMost: bound) { pen in write(row, fields, &pen) }
    if options.keepsUnknownFields, fields.unknownCount > 0 { try writeUnknown(fields, to: &writer) }
    texts.end(keys.truncatedColumns, added: keys.added, from: start, to: &writer)
    return eventTime
  }

  /// What is given from outside to a form that does not say it.
  private borrowing func given(_ text: borrowing ByteWriter, _ fields: RecordFields) -> ByteSlice? {
    (fields.lacksTime || takesGivenAlways) && text.count > 0 ? ByteSlice(text.bytes) : nil
  }

  /// What the record that a reader found last takes of what is given.
  func given(to reader: RecordReader) -> GivenParts {
    guard reader.lacksTime || takesGivenAlways else { return GivenParts() }
    return GivenParts(account: given.account, time: reader.generatedTime ?? given.time)
  }

  private func checkSlot(_ fields: RecordFields) throws(RejectReason) {
    guard let slot = fields[.keySlot], !slot.equals("1"), !slot.equals("2") else { return }
    throw .notASlot(value: RejectReason.shown(slot))
  }

  /// Times, ids, numbers, prefixes and quotes of a record.
  private static let mostBytesBesideTexts = 512

  /// A record whose times and account are read.
  private struct Row {
    let account: ByteSlice?
    let eventTime: Timestamp
    let created: Timestamp?
    let lastUsed: Timestamp?
  }

  /// Writes the columns of the schema, each with a comma before it.
  private mutating func write(_ row: Row, _ fields: RecordFields, _ pen: inout Pen) {
    switch options.columns.preset {
    case .standard, .awsCloudTrail:
      texts.write(checked: times.eventTime, keys.eventTime, &pen)
      if let account = row.account { texts.write(checked: account, keys.account, &pen) }
      writeField(.user, fields, keys.user, &pen)
      if let id = fields[.accessKeyID] { writeText(keyIDs.sent(id), .accessKeyID, fields, keys.accessKeyID, &pen) }
      if fields.has(.keySlot) { writeSlot(fields, &pen) }
      writeField(.status, fields, keys.status, &pen)
      if row.created != nil { texts.write(checked: times.createDate, keys.createDate, &pen) }
      if row.lastUsed != nil { texts.write(checked: times.lastUsedDate, keys.lastUsedDate, &pen) }
      writeField(.region, fields, keys.region, &pen)
      writeField(.serviceName, fields, keys.service, &pen)
      if let created = row.created { writeDays(from: created, to: row.eventTime, keys.keyAgeDays, &pen) }
      if let lastUsed = row.lastUsed { writeDays(from: lastUsed, to: row.eventTime, keys.daysSinceLastUse, &pen) }
      source.write(&pen)
      if source.isCut { texts.note(cut: options.columns.sentName("RecordSource")) }
    case .original:
      if fields.has(.loggedDate) {
        writeAsItCame(.loggedDate, fields, keys.eventTime, &pen)
      } else {
        // As the 2019 programs wrote the date of their reports.
        let day = ByteSlice(UnsafeRawBufferPointer(rebasing: times.eventTime.bytes.prefix(10)))
        texts.write(checked: day, keys.eventTime, &pen)
      }
      writeField(.user, fields, keys.user, &pen)
      if let account = row.account { texts.write(checked: account, keys.account, &pen) }
      if let id = fields[.accessKeyID] { writeText(keyIDs.sent(id), .accessKeyID, fields, keys.accessKeyID, &pen) }
      writeAsItCame(.createDate, fields, keys.createDate, &pen)
      writeAsItCame(.lastUsedDate, fields, keys.lastUsedDate, &pen)
      writeField(.region, fields, keys.region, &pen)
      writeField(.status, fields, keys.status, &pen)
      writeField(.serviceName, fields, keys.service, &pen)
      if fields.has(.keySlot) { writeSlot(fields, &pen) }
    }
    if !keys.recordID.isEmpty {
      pen.put(keys.recordID)
      writeID(row, fields, &pen)
      pen.put(ASCII.quote)
    }
  }

  @inline(__always)
  private mutating func count(_ fields: RecordFields, _ eventTime: Timestamp) {
    if fields.replaced { tally.repairedRecords += 1 }
    tally.truncatedFields += texts.truncated.count
    if fields.unknownCount > 0 {
      for field in fields.unknown { unknown.count(field.name) }
    }
    if sendsTime, eventTime.isReplaced(at: now) { tally.replacedTimes += 1 }
  }

  /// Reads a time, whose text is then in `times`.
  @inline(__always)
  private func time(_ field: ReportField, _ fields: RecordFields) throws(RejectReason) -> Timestamp? {
    guard let text = fields[field] else { return nil }
    guard let time = Timestamp.normalise(text, to: times.room(for: field)) else { throw notATime(field, text) }
    return time
  }

  private func notATime(_ field: ReportField, _ text: ByteSlice) -> RejectReason {
    .notATime(column: "\(field.columnName)", value: RejectReason.shown(text))
  }

  @inline(__always)
  private mutating func writeID(_ row: Row, _ fields: RecordFields, _ pen: inout Pen) {
    let eventTime = times.eventTime, createDate = times.createDate, lastUsedDate = times.lastUsedDate
    // Padded accounts and full dates are longer than their texts in the input.
    let bytes = fields.textBytes + RecordID.mostBytesAdded
    recordID.write(textBytes: bytes, to: &pen) { id in
      id.add(.eventTime, eventTime)
      if let account = row.account { id.add(.account, account) }
      if let text = fields[.user] { id.add(.user, text) }
      if let text = fields[.accessKeyID] { id.add(.accessKeyID, text) }
      if let text = fields[.keySlot] { id.add(.keySlot, text) }
      if let text = fields[.status] { id.add(.status, text) }
      if row.created != nil { id.add(.createDate, createDate) }
      if row.lastUsed != nil { id.add(.lastUsedDate, lastUsedDate) }
      if let text = fields[.region] { id.add(.lastUsedRegion, text) }
      if let text = fields[.serviceName] { id.add(.lastUsedService, text) }
    }
  }

  @inline(__always)
  private mutating func writeField(_ field: ReportField, _ fields: RecordFields, _ key: ByteSlice, _ pen: inout Pen) {
    writeText(fields[field], field, fields, key, &pen)
  }

  @inline(__always)
  private mutating func writeText(
    _ text: ByteSlice?, _ field: ReportField, _ fields: RecordFields, _ key: ByteSlice, _ pen: inout Pen
  ) {
    texts.write(text, key, isPlain: fields.isPlain, &pen, options.columns.sentName(of: field))
  }

  private func writeSlot(_ fields: RecordFields, _ pen: inout Pen) {
    guard !keys.keySlot.isEmpty, let slot = fields[.keySlot] else { return }
    pen.put(keys.keySlot)
    pen.put(slot)
  }

  private mutating func writeAsItCame(_ field: ReportField, _ fields: RecordFields, _ key: ByteSlice, _ pen: inout Pen)
  {
    guard !key.isEmpty, let text = fields[field] else { return }
    pen.put(key)
    // A time with very many digits behind the second is one too, but no field is longer than the limit.
    if text.count > options.fieldBytes { texts.note(cut: options.columns.sentName(of: field)) }
    pen.put(escaped: text.cut(to: options.fieldBytes).bytes)
    pen.put(ASCII.quote)
  }

  /// Writes whole days between two calendar dates in UTC, so that a key made on the day of the report is 0 days old.
  @inline(__always)
  private func writeDays(from earlier: Timestamp, to later: Timestamp, _ key: ByteSlice, _ pen: inout Pen) {
    guard !key.isEmpty else { return }
    pen.put(key)
    pen.put(decimal: Int(later.dayNumber - earlier.dayNumber))
  }

  private mutating func writeUnknown(_ fields: RecordFields, to writer: inout ByteWriter) throws(RejectReason) {
    unknown.beginRecord()
    for field in fields.unknown {
      guard let column = try unknown.column(for: field.name) else { continue }
      texts.write(field.value, after: column.key, to: &writer, column.name)
    }
  }
}

extension ColumnPlan {
  /// The name under which a field of a report is sent.
  fileprivate func sentName(of field: ReportField) -> String {
    sentName(preset == .original ? field.inputName : field.columnName)
  }
}
