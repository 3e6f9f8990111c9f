import Logging
import Records
import State
import Threads

/// Takes the objects of a run one by one through reading, mapping and packing.
///
/// All of it is one thread's: it opens and reads objects here, packs their records in `ObjectShipping+Packing` and counts
/// events together in `ObjectShipping+Usage`.
struct ObjectShipping: ~Copyable {
  let options: ShipmentOptions
  let outlet: any BatchOutlet
  let others: [OtherLane]
  let rejects: Rejects
  let stop: RunStop
  let report: RunReport
  private let log: Logger
  var mapper: RecordMapper
  var batchers: Batchers
  let journal: Journal?
  var reading = Reading(name: "")
  /// True once a record was left out that a later run may want, of any object since it was last set to false.
  var hasLeftOut = false
  /// Those that were read in this run, where two sources or two names in a folder may stand for one.
  private var taken: Set<ObjectIdentity.Name>?
  /// The first object that was left in an archive.
  private(set) var firstArchived: String?
  /// What was mapped last, where it goes to several destinations.
  var mapped = ByteWriter(capacity: 4096)
  /// Which destinations want the record that was looked at last, a bit for each.
  var wantedBy: UInt64 = 1
  /// When the first of the events was counted that are not written yet.
  var usageBegun: MonotonicTime?
  var recordsRead = 0
  var isStopped = false

  /// What is kept of the object that is read.
  struct Reading {
    /// As messages name it, and `RecordSource`.
    let name: String
    /// What it is to the first destination's ledger, and which of its records need no reading again.
    var tracked: TrackedObject?
    var known = RecordSpans.Cursor(RecordSpans())
    /// Records of it of which nothing is sent, rejected or passed over on purpose, and that are not in the ledger yet.
    var left = RecordSpans()
    /// True once a record of it was left out that a later run may want.
    var hasLeftOut = false
    /// True where its last record may yet be completed.
    var waitsForEnd = false
    /// True from a record on that waits to be completed.
    var isWaiting = false
    /// True of a stream whose bytes nobody can read again: what of them is here is dealt with, also where the run stops.
    var isReadOnce = false
    /// True where reading ended before it did, perhaps in the middle of a CSV row that looks whole.
    var isBrokenOff = false

    init(name: String, tracked: TrackedObject? = nil) {
      self.name = name
      self.tracked = tracked
      known = RecordSpans.Cursor(tracked?.resolved ?? RecordSpans())
    }
  }

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
    taken = options.sources.count > 1 || options.sources.contains { $0.isPath } ? [] : nil
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
      note(error, of: object.name)
      return .done
    }
    let name = taken == nil ? nil : opened.tracked.first?.identity.name
    if let name, taken?.contains(name) == true {
      report.skip("takenBefore")
      return .done
    }
    report.count { $0.objects += 1 }
    mapper.begin(source: object.name, modified: Timestamp(epochSeconds: opened.modified ?? options.now()))
    begin(object.name, opened.tracked)
    reading.isReadOnce = journal != nil && opened.tracked.isEmpty
    let reader = RecordReader(
      format: options.format, continuing: opened.continuation, events: options.mapping.events)
    var isEmpty = false
    var isFinished = false
    reading: while !isStopped {
      take(from: reader)
      publish()
      if stop.isSet { isStopped = true }
      guard !isStopped else { break }
      do throws(SourceError) {
        switch try opened.stream.read(into: reader.room(), deadline: deadline) {
        case .bytes(let count):
          reader.added(count)
          report.count { $0.bytesRead += count }
        case .nothingYet:
          if let due = usageDeadline, due <= .now { writeUsage() }
          flush()
        case .end:
          isEmpty = reader.isUntouched
          isFinished = true
          reading.waitsForEnd = opened.mayGrowNow()
          reader.sourceEnded()
          take(from: reader)
          break reading
        }
      } catch {
        if error.kind == .changed, object.openRenewed != nil {
          publish()
          return .changed
        }
        note(error, of: object.name)
        // What came before the fault is good. What was begun there is read again by a later run, where that can be; of a
        // stream it is told as cut off, even if it looks whole.
        if reading.tracked == nil { takeCutOff(reader) }
        break reading
      }
    }
    if isStopped, reading.isReadOnce, !isFinished {
      report.note(
        Problem(
          .unsent,
          "\(object.name) was not read to its end: who writes it has to write again what had not been read by then"))
      takeCutOff(reader)
    }
    if !isStopped || reading.isReadOnce { writeUsage() }
    publish()
    let isWhole = isFinished && !isStopped && !reading.hasLeftOut
    remember(isWhole ? ObjectEnd(records: reader.position.record, isLastCutOff: reader.isCutOff) : nil)
    if reader.position.record == 0, isFinished, !isEmpty, opened.continuation == nil {
      log.warning("\(object.name) holds no record")
      report.skip("withoutRecords")
    }
    if isEmpty {
      log.warning("\(object.name) is empty")
      report.skip("emptyObjects")
    }
    if let name, isFinished { taken?.insert(name) }
    return .done
  }

  /// Names where the records that follow come from.
  ///
  /// - Parameters:
  ///   - name: The object's.
  ///   - tracked: What the ledger knows of it, by destination; empty where it knows nothing.
  mutating func begin(_ name: String, _ tracked: [TrackedObject]) {
    reading = Reading(name: name, tracked: tracked.first)
    batchers.begin(source: BatchSource(name: name, object: tracked.first?.identity))
    for (index, lane) in others.enumerated() { lane.begin(name, tracked.isEmpty ? nil : tracked[index + 1]) }
  }

  /// Takes what is here of a stream that is read no further; a record at its end is told as cut off.
  private mutating func takeCutOff(_ reader: RecordReader) {
    reading.isBrokenOff = true
    reader.sourceEnded()
    take(from: reader)
  }

  /// Sends what is packed but not full.
  mutating func finish() {
    flush()
    publish()
  }

  /// Leaves word for the ledger of what is not sent, and of the end where it was reached.
  private mutating func remember(_ end: ObjectEnd?) {
    remember(end, reading.left, of: reading.tracked, in: journal)
    reading.left = RecordSpans()
    for lane in others {
      remember(end, lane.left, of: lane.tracked, in: lane.journal)
      lane.left = RecordSpans()
    }
  }

  private mutating func remember(
    _ end: ObjectEnd?, _ left: RecordSpans, of tracked: TrackedObject?, in journal: Journal?
  ) {
    guard let journal, let tracked else { return }
    var resolution = Resolution(tracked.identity, records: left)
    resolution.end = end
    guard !resolution.records.isEmpty || resolution.end != nil else { return }
    do throws(StateError) { try journal.remember(resolution) } catch { fail(error, unsent: 0) }
  }

  /// Notes a record of which nothing is sent.
  mutating func leave(_ record: Int) {
    reading.left.insert(record)
    for lane in others { lane.leave(record) }
    mapper.pass(record)
    // Where every other record is one, they would take memory without end.
    if reading.left.ranges.count >= ObjectShipping.mostStretches { remember(nil) }
  }

  private static let mostStretches = 4096

  /// Passes over a record that a later run may want.
  mutating func leaveOut(because reason: String) {
    reading.hasLeftOut = true
    hasLeftOut = true
    report.skip(reason)
  }

  mutating func reject(_ reason: RejectReason, _ reader: RecordReader) {
    do throws(StateError) {
      try rejects.add(
        reason, source: reading.name, position: reader.position, content: reader.content, csv: reader.csvHeader,
        given: mapper.given(to: reader))
      leave(reader.position.record)
    } catch { fail(error) }
  }

  /// Ends the run, since the disk does not take what is known of records.
  ///
  /// - Parameters:
  ///   - error: What the disk would not do.
  ///   - unsent: How many records are neither sent nor rejected for it.
  mutating func fail(_ error: StateError, unsent: Int = 1) {
    if unsent > 0 { report.count { $0.recordsUnsent += unsent } }
    report.note(Problem(error))
    isStopped = true
  }

  private mutating func note(_ error: SourceError, of name: String) {
    switch error.kind {
    case .archived(let storageClass):
      report.archive(storageClass)
      firstArchived = firstArchived ?? name
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
