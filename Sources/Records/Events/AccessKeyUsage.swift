/// Which records of a source the records of usage stand for that are written together.
public struct UsageFlush: Sendable, Equatable {
  /// Numbers of the events that went in, and of what was passed over between them, ascending.
  ///
  /// Groups are mingled in their source, so that no record of usage stands for a stretch of its own: these are dealt with
  /// once **all** records of the flush are, and none of them sooner. Whoever reads them again gets the same records,
  /// with the same ids.
  public let covers: [ClosedRange<Int>]
  /// How many records of usage there are.
  public let records: Int
}

/// Maps access-key events to records of usage.
final class AccessKeyUsageMapper {
  /// More stretches than these are not held: what is no event lies between them, and hardly ever so often.
  private static let mostStretches = 4096

  private let options: MappingOptions
  private let plan: ColumnPlan
  private let keys: ColumnKeys<UsageColumn>
  private let sendsTime: Bool
  private var table: UsageTable
  private var recordID = RecordID()
  private var keyIDs: AccessKeyIDWriter
  private var source = SourceColumn()
  private var id = ByteWriter(capacity: 64)
  private let times = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
  private var covers: [ClosedRange<Int>] = []
  /// The next group to be written.
  private var next = 0
  private(set) var tally = MappingCounts()
  /// The time of day, which decides the records whose times the service will replace.
  var now = Timestamp(epochSeconds: 0)

  init(_ options: MappingOptions, _ rollup: MappingOptions.Rollup) {
    self.options = options
    plan = options.columns.of(.usage)
    keys = ColumnKeys(plan, AccessKeyUsageSchema.columns)
    sendsTime = plan.timeColumn != nil
    table = UsageTable(rollup)
    keyIDs = AccessKeyIDWriter(options.accessKeyIDs)
  }

  deinit {
    times.deallocate()
  }

  func begin(source name: String) {
    source.begin(name, keys[.recordSource], limit: options.fieldBytes)
    forget()
  }

  /// Counts an event.
  ///
  /// - Returns: False where there is no more room: what is gathered has to be written first.
  @inline(__always)
  func add(_ event: EventFields, _ row: EventRow, time: ByteSlice, at position: SourcePosition) -> Bool {
    guard covers.count < AccessKeyUsageMapper.mostStretches else { return false }
    id.truncate(to: 0)
    var pen = id.pen(atMost: 64)
    recordID.write(event, row, time: time, to: &pen)
    guard table.add(event, row, id: id.start + 1, position: position) else { return false }
    cover(position.record)
    if event.replaced { tally.repairedRecords += 1 }
    tally.bytesRolledUp += event.textBytes + source.count + AccessKeyUsageMapper.bytesBesideTexts
    return true
  }

  /// Takes a record that is passed over into the stretch that ends before it.
  @inline(__always)
  func pass(_ record: Int) {
    if let last = covers.last, record == last.upperBound + 1 { cover(record) }
  }

  @inline(__always)
  private func cover(_ record: Int) {
    if let last = covers.last, record <= last.upperBound + 1, record >= last.lowerBound {
      covers[covers.count - 1] = last.lowerBound...max(last.upperBound, record)
    } else {
      covers.append(record...record)
    }
  }

  /// What would be written now; nil where nothing is gathered.
  var flush: UsageFlush? {
    table.groups.isEmpty ? nil : UsageFlush(covers: covers, records: table.groups.count)
  }

  /// Where the first event of the record lies that `write` writes next; nil once all are written.
  var nextPosition: SourcePosition? { next < table.groups.count ? table.groups[next].position : nil }

  /// Writes the next record, and forgets all once it was the last one.
  func write(into writer: inout ByteWriter) {
    let group = table.groups[next]
    let start = writer.count
    var truncated = write(group, limit: options.fieldBytes, into: &writer)
    if writer.count - start > options.recordBytes {
      // Only texts that nobody has in earnest make it so long.
      writer.truncate(to: start)
      truncated = write(group, limit: AccessKeyUsageMapper.shortTexts, into: &writer)
    }
    tally.usages += 1
    tally.truncatedFields += truncated
    if sendsTime, group.begin.isReplaced(at: now) { tally.replacedTimes += 1 }
    tally.eventsRolledUp += group.uses
    next += 1
    if next == table.groups.count { forget() }
  }

  private static let shortTexts = 256
  /// What an event has beside its own texts when it is sent: the id of its record.
  private static let bytesBesideTexts = RecordID.length
  private static let mostBytesBesideTexts = 1024

  private func forget() {
    table.clear()
    covers.removeAll(keepingCapacity: true)
    next = 0
  }

  /// - Returns: How many texts were cut.
  private func write(_ group: UsageTable.Group, limit: Int, into writer: inout ByteWriter) -> Int {
    let start = writer.count
    var texts = TextColumns(fieldBytes: limit)
    var bytes = 0
    for text in UsageTable.Text.allCases { bytes += table.text(text, of: group)?.count ?? 0 }
    let bound =
      keys.byteCount + source.count + AccessKeyUsageMapper.mostBytesBesideTexts
      + bytes * (group.isPlain ? 1 : Pen.mostBytesEscaped)
    writer.write(atMost: bound) { pen in write(group, &texts, &pen) }
    texts.end(keys, from: start, to: &writer)
    return texts.truncated.count
  }

  private func write(_ group: UsageTable.Group, _ texts: inout TextColumns, _ pen: inout Pen) {
    write(group.begin, .eventTime, texts, &pen)
    if let account = table.text(.account, of: group) { texts.write(checked: account, keys[.accountID], &pen) }
    write(table.text(.user, of: group), .userName, group, &texts, &pen)
    if let key = table.text(.accessKey, of: group) {
      write(keyIDs.sent(key), .accessKeyID, group, &texts, &pen)
      if let type = AccessKeyType.of(key), !keys[.accessKeyType].isEmpty {
        texts.write(literal: type.word, keys[.accessKeyType], &pen)
        pen.put(ASCII.quote)
      }
    }
    write(table.text(.eventSource, of: group), .eventSource, group, &texts, &pen)
    write(table.text(.eventName, of: group), .eventName, group, &texts, &pen)
    write(table.text(.region, of: group), .region, group, &texts, &pen)
    write(table.text(.sourceIP, of: group), .sourceIP, group, &texts, &pen)
    write(table.text(.errorCode, of: group), .errorCode, group, &texts, &pen)
    if !keys[.uses].isEmpty {
      pen.put(keys[.uses])
      pen.put(decimal: group.uses)
    }
    write(group.first, .firstUse, texts, &pen)
    write(group.last, .lastUse, texts, &pen)
    source.write(&pen)
    if source.isCut { texts.note(cut: plan.sentName(UsageColumn.recordSource.name)) }
    guard !keys[.recordID].isEmpty else { return }
    pen.put(keys[.recordID])
    pen.put(UInt8(ascii: "r"))
    for index in 0..<UsageTable.idBytes { pen.put(group.chain[index]) }
    pen.put(ASCII.quote)
  }

  private func write(
    _ text: ByteSlice?, _ column: UsageColumn, _ group: UsageTable.Group, _ texts: inout TextColumns, _ pen: inout Pen
  ) {
    texts.write(text, keys[column], isPlain: group.isPlain, &pen, plan.sentName(column.name))
  }

  private func write(_ time: Timestamp, _ column: UsageColumn, _ texts: TextColumns, _ pen: inout Pen) {
    time.write(to: times)
    texts.write(checked: ByteSlice(start: times, count: Timestamp.writtenLength), keys[column], &pen)
  }
}
