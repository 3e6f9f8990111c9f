/// Maps access-key events to the columns of `AccessKeyEventSchema`, as JSON, straight into a batch.
///
/// A column has the same type in every record, whatever the input looks like.
struct AccessKeyEventMapper: ~Copyable {
  /// The time of day, which decides the records whose times the service will replace.
  var now = Timestamp(epochSeconds: 0)
  private let options: MappingOptions
  private let plan: ColumnPlan
  private let keys: ColumnKeys<EventColumn>
  private let sendsTime: Bool
  private var recordID = RecordID()
  private var keyIDs: AccessKeyIDWriter
  private var kept: KeptColumns
  private var unknown: UnknownFields
  private var source: SourceColumn
  private var texts: TextColumns
  private var tally = MappingCounts()

  /// Makes a mapper for one thread.
  init(_ options: MappingOptions) {
    self.options = options
    let plan = options.columns.of(.event)
    self.plan = plan
    keys = ColumnKeys(plan, AccessKeyEventSchema.columns)
    sendsTime = plan.timeColumn != nil
    keyIDs = AccessKeyIDWriter(options.accessKeyIDsOfEvents ?? options.accessKeyIDs)
    texts = TextColumns(fieldBytes: options.fieldBytes)
    source = SourceColumn()
    var names = UnknownFields(takenNames: plan.takenNames)
    kept = KeptColumns(options.events, plan, &names)
    unknown = names
  }

  /// Counts of all records mapped so far.
  var counts: MappingCounts {
    var counts = tally
    counts.unknownFields = unknown.counts
    return counts
  }

  /// Names the source of the records that follow.
  mutating func begin(source name: String) {
    source.begin(name, keys[.recordSource], limit: options.fieldBytes)
  }

  /// Maps an event.
  ///
  /// - Parameters:
  ///   - event: What was read.
  ///   - row: Its values.
  ///   - time: The text of its time.
  ///   - writer: Gets one flat JSON object without line feeds; nothing of a record that cannot be mapped.
  /// - Returns: Why the record cannot be mapped, else nil.
  mutating func map(
    _ event: EventFields, _ row: EventRow, time: ByteSlice, into writer: inout ByteWriter
  ) -> RejectReason? {
    let start = writer.count
    do throws(RejectReason) {
      texts.beginRecord()
      let bound =
        keys.byteCount + source.count + AccessKeyEventMapper.mostBytesBesideTexts
        // The user or the session may come twice, in the ARN and alone.
        + 2 * event.textBytes * (event.isPlain ? 1 : Pen.mostBytesEscaped)
      writer.write(atMost: bound) { pen in write(event, row, time, &pen) }
      if !kept.isEmpty { try kept.write(event, &texts, to: &writer) }
      if options.keepsUnknownFields, !event.unknown.isEmpty { try writeUnknown(event, to: &writer) }
      texts.end(keys, from: start, to: &writer)
      let length = writer.count - start
      if length > options.recordBytes { throw .mappedTooLarge(bytes: length, limit: options.recordBytes) }
      count(event, row)
      return nil
    } catch {
      writer.truncate(to: start)
      return error
    }
  }

  /// Times, ids, numbers, prefixes and quotes of a record.
  private static let mostBytesBesideTexts = 1024

  private mutating func write(_ event: EventFields, _ row: EventRow, _ time: ByteSlice, _ pen: inout Pen) {
    texts.write(checked: time, keys[.eventTime], &pen)
    if let account = row.accountID { texts.write(checked: account, keys[.accountID], &pen) }
    if let account = row.recipientAccountID { texts.write(checked: account, keys[.recipientAccountID], &pen) }
    write(event[.principalType], .principalType, event, &pen)
    write(event[.principalArn], .principalArn, event, &pen)
    write(row.userName, .userName, event, &pen)
    write(row.sessionName, .sessionName, event, &pen)
    if let id = event[.accessKeyID] { write(keyIDs.sent(id), .accessKeyID, event, &pen) }
    if let type = row.keyType {
      texts.write(literal: type.word, keys[.accessKeyType], &pen)
      if !keys[.accessKeyType].isEmpty { pen.put(ASCII.quote) }
    }
    write(event[.eventSource], .eventSource, event, &pen)
    write(event[.eventName], .eventName, event, &pen)
    write(event[.eventCategory], .eventCategory, event, &pen)
    write(event[.region], .region, event, &pen)
    write(event[.sourceIP], .sourceIP, event, &pen)
    write(event[.userAgent], .userAgent, event, &pen)
    write(event[.vpcEndpointID], .vpcEndpointID, event, &pen)
    write(event[.tlsVersion], .tlsVersion, event, &pen)
    write(event[.invokedBy], .invokedBy, event, &pen)
    write(event[.errorCode], .errorCode, event, &pen)
    write(event[.errorMessage], .errorMessage, event, &pen)
    texts.write(row.readOnly, keys[.readOnly], &pen)
    texts.write(row.mfaAuthenticated, keys[.mfaAuthenticated], &pen)
    texts.write(id: event[.eventID], keys[.eventID], &pen, plan.sentName(EventColumn.eventID.name))
    texts.write(id: event[.sharedEventID], keys[.sharedEventID], &pen, plan.sentName(EventColumn.sharedEventID.name))
    source.write(&pen)
    if source.isCut { texts.note(cut: plan.sentName(EventColumn.recordSource.name)) }
    if !keys[.recordID].isEmpty {
      pen.put(keys[.recordID])
      recordID.write(event, row, time: time, to: &pen)
      pen.put(ASCII.quote)
    }
  }

  @inline(__always)
  private mutating func write(_ text: ByteSlice?, _ column: EventColumn, _ event: EventFields, _ pen: inout Pen) {
    texts.write(text, keys[column], isPlain: event.isPlain, &pen, plan.sentName(column.name))
  }

  private mutating func writeUnknown(_ event: EventFields, to writer: inout ByteWriter) throws(RejectReason) {
    unknown.beginRecord()
    for field in event.unknown {
      guard let column = try unknown.column(for: field.name), let text = kept.text(of: field.value) else { continue }
      texts.write(text, after: column.key, to: &writer, column.name)
    }
  }

  @inline(__always)
  private mutating func count(_ event: EventFields, _ row: EventRow) {
    tally.events += 1
    if event.replaced { tally.repairedRecords += 1 }
    tally.truncatedFields += texts.truncated.count
    if !event.unknown.isEmpty {
      for field in event.unknown { unknown.count(field.name) }
      unknown.count(others: event.unknownBeyond)
    }
    if sendsTime, row.eventTime.isReplaced(at: now) { tally.replacedTimes += 1 }
  }
}
