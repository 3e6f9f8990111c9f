import Logging
import Records
import State
import Threads

/// Takes the objects of a run one by one through reading, mapping and packing.
struct ObjectShipping: ~Copyable {
  let options: ShipmentOptions
  private let outlet: any BatchOutlet
  let others: [OtherLane]
  let rejects: Rejects
  let stop: RunStop
  let report: RunReport
  private let log: Logger
  var mapper: RecordMapper
  var batchers: Batchers
  let journal: Journal?
  /// Of the object that is read: what it is to the ledger, and which of its records need no reading again.
  private var tracked: TrackedObject?
  private var known = RecordSpans.Cursor(RecordSpans())
  /// Records of it of which nothing is sent, rejected or passed over on purpose, and that are not in the ledger yet.
  var unsent = RecordSpans()
  /// True once a record of it was left out that a later run may want.
  private var leftOut = false {
    didSet { if leftOut { hasLeftOut = true } }
  }
  /// True once that was so of any object since it was last set to false.
  var hasLeftOut = false
  /// The first object that was left in an archive.
  private(set) var firstArchived: String?
  private var waitsForEnd = false
  /// True of a stream whose bytes nobody can read again: what of them is here is dealt with, also where the run stops.
  var isReadOnce = false
  /// True where reading ended before it did, perhaps in the middle of a CSV row that looks whole.
  private var isBrokenOff = false
  /// What was mapped last, where it goes to several destinations.
  var mapped = ByteWriter(capacity: 4096)
  /// Which destinations want the record that was looked at last, a bit for each.
  var wantedBy: UInt64 = 1
  /// When the first of the events was counted that are not written yet.
  private var usageBegun: MonotonicTime?
  var recordsRead = 0
  var isStopped = false

  init(
    _ options: ShipmentOptions, to first: Lane, and others: [Lane], rejects: Rejects, stop: RunStop, report: RunReport,
    log: Logger
  ) {
    self.options = options
    outlet = first.outlet
    self.others = others.map { OtherLane($0, options.mapping) }
    self.rejects = rejects
    journal = first.journal
    self.stop = stop
    self.report = report
    self.log = log
    mapper = RecordMapper(options.mapping)
    batchers = Batchers(limit: first.limit) { first.pool.take(for: $0) }
  }

  /// Ships one object.
  ///
  /// - Parameter object: Not opened yet.
  /// - Returns: False where the run has to stop.
  mutating func ship(_ object: SourceObject) -> Bool {
    var object = object
    for _ in 0..<ObjectShipping.mostReadings {
      guard shipOnce(object) == .changed, let renewed = object.openRenewed else { return !isStopped }
      report.skip("changedWhileRead")
      object = SourceObject(name: object.name, open: renewed, openRenewed: renewed)
    }
    let words = "\(object.name) was replaced \(ObjectShipping.mostReadings) times while it was read; run again"
    report.note(Problem(.source, words))
    return !isStopped
  }

  /// How often an object is begun that is replaced while it is read.
  private static let mostReadings = 3

  private enum Shipped {
    case done
    /// The object is another one now.
    case changed
  }

  private mutating func shipOnce(_ object: SourceObject) -> Shipped {
    let opened: OpenObject
    do throws(SourceError) {
      switch try object.open() {
      case .open(let found): opened = found
      case .passedOver(let reason):
        report.skip(reason)
        return .done
      }
    } catch {
      if error.kind == .changed, object.openRenewed != nil { return .changed }
      note(error, of: object)
      return .done
    }
    report.count { $0.objects += 1 }
    mapper.begin(source: object.name, modified: Timestamp(epochSeconds: opened.modified ?? options.now()))
    tracked = opened.tracked.first
    batchers.begin(source: BatchSource(name: object.name, object: tracked?.identity))
    known = RecordSpans.Cursor(tracked?.resolved ?? RecordSpans())
    for (index, lane) in others.enumerated() {
      lane.begin(object.name, opened.tracked.isEmpty ? nil : opened.tracked[index + 1])
    }
    unsent = RecordSpans()
    leftOut = false
    waitsForEnd = false
    isBrokenOff = false
    isReadOnce = journal != nil && tracked == nil
    let reader = RecordReader(
      format: options.format, continuing: opened.continuation, events: options.mapping.events)
    var isEmpty = false
    var isFinished = false
    reading: while !isStopped {
      take(from: reader, of: object)
      publish()
      if stop.isSet { isStopped = true }
      guard !isStopped else { break }
      do throws(SourceError) {
        switch try opened.stream.read(into: reader.room(), deadline: deadline) {
        case .bytes(let count):
          reader.added(count)
          report.count { $0.bytesRead += count }
        case .nothingYet:
          if let due = usageDeadline, due <= .now { writeUsage(of: object) }
          flush()
        case .end:
          isEmpty = reader.isUntouched
          isFinished = true
          waitsForEnd = opened.mayGrowNow()
          reader.sourceEnded()
          take(from: reader, of: object)
          break reading
        }
      } catch {
        if error.kind == .changed, object.openRenewed != nil {
          publish()
          return .changed
        }
        note(error, of: object)
        // What came before the fault is good. What was begun there is read again by a later run, where that can be; of a
        // stream it is told as cut off, even if it looks whole.
        if tracked == nil {
          isBrokenOff = true
          reader.sourceEnded()
          take(from: reader, of: object)
        }
        break reading
      }
    }
    if isStopped, isReadOnce, !isFinished {
      report.note(
        Problem(
          .unsent,
          "\(object.name) was not read to its end: who writes it has to write again what had not been read by then"))
      isBrokenOff = true
      reader.sourceEnded()
      take(from: reader, of: object)
    }
    if !isStopped || isReadOnce { writeUsage(of: object) }
    publish()
    let isWhole = isFinished && !isStopped && !leftOut
    remember(isWhole ? ObjectEnd(records: reader.position.record, isLastCutOff: reader.isCutOff) : nil)
    if reader.position.record == 0, isFinished, !isEmpty, opened.continuation == nil {
      log.warning("\(object.name) holds no record")
      report.skip("withoutRecords")
    }
    if isEmpty {
      log.warning("\(object.name) is empty")
      report.skip("emptyObjects")
    }
    return .done
  }

  /// Sends what is packed but not full.
  mutating func finish() {
    flush()
    publish()
  }

  /// When the open batch must go, however few records it has, or what is counted together must become one.
  private var deadline: MonotonicTime? {
    let opened = ([batchers.openedAt] + others.map { $0.batchers.openedAt }).compactMap(\.self).min()
    return [opened.map { $0 + options.batchAge }, usageDeadline].compactMap(\.self).min()
  }

  /// A stream that is quiet is not the end of its events, but they do not wait longer than the time they stand for.
  private var usageDeadline: MonotonicTime? {
    guard let begun = usageBegun, let rollup = options.mapping.rollup else { return nil }
    return begun + .seconds(rollup.seconds)
  }

  private mutating func flush() {
    for batch in batchers.close() where !outlet.take(batch) { isStopped = true }
    for lane in others {
      for batch in lane.batchers.close() where !lane.outlet.take(batch) { isStopped = true }
    }
  }

  /// Maps and packs what the reader has.
  mutating func take(from reader: RecordReader, of object: SourceObject) {
    while !isStopped || isReadOnce {
      switch reader.next() {
      case .record where isPassedOver(reader), .rejected where isPassedOver(reader),
        .skipped where isPassedOver(reader):
        continue
      case .record:
        guard mapper.selectsAll || mapper.selects(reader) else {
          leftOut = true
          report.skip("notSelected")
          continue
        }
        recordsRead += 1
        if isBrokenOff, reader.isCutOff {
          reject(.inputBreaksOff, reader, object)
        } else {
          pack(reader, object)
        }
      case .rejected(let reason):
        recordsRead += 1
        reject(reason, reader, object)
      case .skipped(let reason):
        report.skip(reason.rawValue)
        leave(reader.position.record)
      case .repeatedHeader: report.skip("repeatedHeaders")
      case .needsInput, .ended: return
      }
    }
  }

  /// True of a record that is dealt with, and of one that waits for the rest of its line.
  private mutating func isPassedOver(_ reader: RecordReader) -> Bool {
    if waitsForEnd, reader.isCutOff {
      leftOut = true
      report.skip("waitingForTheirEnd")
      return true
    }
    let isKnown = tracked != nil && known.contains(reader.position.record)
    return others.isEmpty ? isKnown : isPassedOverByAll(reader.position.record, firstKnows: isKnown)
  }

  private mutating func isPassedOverByAll(_ record: Int, firstKnows: Bool) -> Bool {
    var wanted: UInt64 = firstKnows ? 0 : 1
    for (index, lane) in others.enumerated() where lane.wants(record) { wanted |= 2 << UInt64(index) }
    if wanted != 0 { wantedBy = wanted }
    return wanted == 0
  }

  /// Leaves word for the ledger of what is not sent, and of the end where it was reached.
  private mutating func remember(_ end: ObjectEnd?) {
    remember(end, unsent, of: tracked, in: journal)
    unsent = RecordSpans()
    for lane in others {
      remember(end, lane.unsent, of: lane.tracked, in: lane.journal)
      lane.unsent = RecordSpans()
    }
  }

  private mutating func remember(
    _ end: ObjectEnd?, _ unsent: RecordSpans, of tracked: TrackedObject?, in journal: Journal?
  ) {
    guard let journal, let tracked else { return }
    var resolution = Resolution(tracked.identity, records: unsent)
    resolution.end = end
    guard !resolution.records.isEmpty || resolution.end != nil else { return }
    do throws(StateError) {
      try journal.remember(resolution)
    } catch {
      report.note(Problem(error))
      isStopped = true
    }
  }

  /// Notes a record of which nothing is sent.
  private mutating func leave(_ record: Int) {
    unsent.insert(record)
    for lane in others { lane.leave(record) }
    mapper.pass(record)
    // Where every other record is one, they would take memory without end.
    if unsent.ranges.count >= ObjectShipping.mostStretches { remember(nil) }
  }

  private static let mostStretches = 4096

  @inline(__always)
  private mutating func pack(_ reader: RecordReader, _ object: SourceObject) {
    guard reader.kind == .report, others.isEmpty else { return packOther(reader, object) }
    switch batchers.reports.add(at: reader.position, write: { mapper.mapReport(reader, into: &$0) }) {
    case .open: break
    case .rejected(let reason): reject(reason, reader, object)
    case let added: sendOn(added)
    }
  }

  private mutating func packOther(_ reader: RecordReader, _ object: SourceObject) {
    guard mapper.kind(of: reader) != .usage else { return rollUp(reader, object) }
    guard others.isEmpty else {
      mapped.truncate(to: 0)
      if let reason = mapper.map(reader, into: &mapped) { return reject(reason, reader, object) }
      return packForAll(mapper.kind(of: reader), at: reader.position)
    }
    switch batchers.add(.event, at: reader.position, write: { mapper.map(reader, into: &$0) }) {
    case .open: break
    case .rejected(let reason): reject(reason, reader, object)
    case let added: sendOn(added)
    }
  }

  /// Packs what was mapped for each destination that wants the record.
  mutating func packForAll(_ kind: RecordKind, at position: SourcePosition) {
    func write(_ body: inout ByteWriter) -> RejectReason? {
      body.append(mapped.bytes)
      return nil
    }
    if wantedBy & 1 != 0 { sendOn(batchers.add(kind, at: position, write: write)) }
    for (index, lane) in others.enumerated() where wantedBy & 2 << UInt64(index) != 0 {
      sendOn(lane.batchers.add(kind, at: position, write: write), by: lane.outlet)
    }
  }

  private mutating func rollUp(_ reader: RecordReader, _ object: SourceObject) {
    if wantedBy & 1 != 0 {
      var outcome = mapper.rollUp(reader)
      if outcome == .full {
        writeFirstUsage(of: object)
        // With nothing in it there is room, unless the run stops first. What is read once is counted all the same.
        if !isStopped || isReadOnce { outcome = mapper.rollUp(reader) }
      }
      if case .rejected(let reason) = outcome { return reject(reason, reader, object) }
    }
    // Each destination counts by itself, so that its records do not depend on what another one has.
    for (index, lane) in others.enumerated() where wantedBy & 2 << UInt64(index) != 0 {
      var outcome = lane.usage.rollUp(reader)
      if outcome == .full {
        writeUsage(of: object, by: lane)
        if !isStopped || isReadOnce { outcome = lane.usage.rollUp(reader) }
      }
      if case .rejected(let reason) = outcome { return reject(reason, reader, object) }
    }
    if usageBegun == nil { usageBegun = .now }
  }

  /// Packs the records of usage that were gathered.
  mutating func writeUsage(of object: SourceObject) {
    usageBegun = nil
    writeFirstUsage(of: object)
    for lane in others { writeUsage(of: object, by: lane) }
  }

  private mutating func writeFirstUsage(of object: SourceObject) {
    guard let flush = mapper.usageFlush else { return }
    let identity = tracked?.identity
    batchers.begin(source: BatchSource(name: object.name, object: identity, usage: UsageShare(flush, of: identity)))
    while let position = mapper.nextUsage, !isStopped || isReadOnce {
      sendOn(
        batchers.add(.usage, at: position) { body in
          _ = mapper.writeUsage(into: &body)
          return nil
        })
    }
    batchers.begin(source: BatchSource(name: object.name, object: identity))
  }

  private mutating func writeUsage(of object: SourceObject, by lane: OtherLane) {
    guard let flush = lane.usage.usageFlush else { return }
    let identity = lane.tracked?.identity
    lane.batchers.begin(
      source: BatchSource(name: object.name, object: identity, usage: UsageShare(flush, of: identity)))
    while let position = lane.usage.nextUsage, !isStopped || isReadOnce {
      sendOn(
        lane.batchers.add(.usage, at: position) { body in
          _ = lane.usage.writeUsage(into: &body)
          return nil
        }, by: lane.outlet)
    }
    lane.batchers.begin(source: BatchSource(name: object.name, object: identity))
  }

  /// Hands over the batch that a record has closed.
  mutating func sendOn(_ added: Batcher.Added) { sendOn(added, by: outlet) }

  private mutating func sendOn(_ added: Batcher.Added, by outlet: any BatchOutlet) {
    switch added {
    case .open, .rejected: break
    case .closed(let batch): if !outlet.take(batch) { isStopped = true }
    case .stopped:
      report.count { $0.recordsUnsent += 1 }
      isStopped = true
    }
  }

  private mutating func reject(_ reason: RejectReason, _ reader: RecordReader, _ object: SourceObject) {
    do throws(StateError) {
      try rejects.add(
        reason, source: object.name, position: reader.position, content: reader.content, csv: reader.csvHeader,
        given: mapper.given(to: reader))
      leave(reader.position.record)
    } catch {
      report.count { $0.recordsUnsent += 1 }
      report.note(Problem(error))
      isStopped = true
    }
  }

  private mutating func note(_ error: SourceError, of object: SourceObject) {
    switch error.kind {
    case .archived(let storageClass):
      report.archive(storageClass)
      firstArchived = firstArchived ?? object.name
      // Once it is restored a later run wants it.
      hasLeftOut = true
    case .vanished: report.skip("vanished")
    case .ended: isStopped = true
    default: report.note(error.problem)
    }
  }

  /// Brings what this thread counted into the report.
  mutating func publish() {
    let read = recordsRead
    recordsRead = 0
    mapper.now = Timestamp(epochSeconds: options.now())
    var mapping = mapper.counts
    // What only another destination lacked is counted there.
    for lane in others {
      let usage = lane.usage.counts
      mapping.usages = max(mapping.usages, usage.usages)
      mapping.eventsRolledUp = max(mapping.eventsRolledUp, usage.eventsRolledUp)
      mapping.bytesRolledUp = max(mapping.bytesRolledUp, usage.bytesRolledUp)
    }
    report.count { counts in
      counts.recordsRead += read
      counts.mapping = mapping
    }
  }
}
