import Digest
import Logging
import Records
import State

/// Takes the objects of a run one by one through reading, mapping and packing.
struct ObjectShipping: ~Copyable {
  private let options: ShipmentOptions
  private let outlet: any BatchOutlet
  private let rejects: Rejects
  private let stop: RunStop
  private let report: RunReport
  private let log: Logger
  private var mapper: AccessKeyReportMapper
  private var batcher: Batcher
  private var recordsRead = 0
  private var isStopped = false

  init(
    _ options: ShipmentOptions, pool: BodyPool, outlet: any BatchOutlet, rejects: Rejects, stop: RunStop,
    report: RunReport, log: Logger
  ) throws(DigestError) {
    self.options = options
    self.outlet = outlet
    self.rejects = rejects
    self.stop = stop
    self.report = report
    self.log = log
    mapper = try AccessKeyReportMapper(options.mapping)
    batcher = Batcher(maxBytes: options.batchBytes) { pool.take() }
  }

  /// Ships one object.
  ///
  /// - Parameter object: Not opened yet.
  /// - Returns: False where the run has to stop.
  mutating func ship(_ object: SourceObject) -> Bool {
    let stream: any ByteStream
    do throws(SourceError) {
      stream = try object.open()
    } catch {
      note(error)
      return !isStopped
    }
    report.count { $0.objects += 1 }
    mapper.begin(source: object.name)
    batcher.begin(source: object.name)
    let reader = RecordReader(format: options.format)
    var isEmpty = false
    var isFinished = false
    reading: while !isStopped {
      take(from: reader, of: object)
      publish()
      if stop.isSet { isStopped = true }
      guard !isStopped else { break }
      do throws(SourceError) {
        switch try stream.read(into: reader.room(), deadline: deadline) {
        case .bytes(let count):
          reader.added(count)
          report.count { $0.bytesRead += count }
        case .nothingYet:
          flush()
        case .end:
          isEmpty = reader.isUntouched
          isFinished = true
          reader.sourceEnded()
          take(from: reader, of: object)
          break reading
        }
      } catch {
        // What came before the fault is good; what was begun is told as cut off.
        note(error)
        reader.sourceEnded()
        take(from: reader, of: object)
        break
      }
    }
    publish()
    if reader.position.record == 0, isFinished, !isEmpty {
      log.warning("\(object.name) holds no record")
      report.skip("withoutRecords")
    }
    if isEmpty {
      log.warning("\(object.name) is empty")
      report.skip("emptyObjects")
    }
    return !isStopped
  }

  /// Sends what is packed but not full.
  mutating func finish() {
    flush()
    publish()
  }

  /// When the open batch must go, however few records it has.
  private var deadline: MonotonicTime? { batcher.openedAt.map { $0 + options.batchAge } }

  private mutating func flush() {
    if let batch = batcher.close(), !outlet.take(batch) { isStopped = true }
  }

  /// Maps and packs what the reader has.
  private mutating func take(from reader: RecordReader, of object: SourceObject) {
    while !isStopped {
      switch reader.next() {
      case .record:
        recordsRead += 1
        pack(reader, object)
      case .rejected(let reason):
        recordsRead += 1
        reject(reason, reader, object)
      case .repeatedHeader: report.skip("repeatedHeaders")
      case .needsInput, .ended: return
      }
    }
  }

  private mutating func pack(_ reader: RecordReader, _ object: SourceObject) {
    switch batcher.add(at: reader.position, write: { mapper.map(reader, into: &$0) }) {
    case .open: break
    case .closed(let batch): if !outlet.take(batch) { isStopped = true }
    case .rejected(let reason): reject(reason, reader, object)
    case .stopped:
      report.count { $0.recordsUnsent += 1 }
      isStopped = true
    }
  }

  private mutating func reject(_ reason: RejectReason, _ reader: RecordReader, _ object: SourceObject) {
    do throws(StateError) {
      try rejects.add(
        reason, source: object.name, position: reader.position, content: reader.content, csv: reader.csvHeader)
    } catch {
      report.count { $0.recordsUnsent += 1 }
      report.note(Problem(.disk, error.description))
      isStopped = true
    }
  }

  private mutating func note(_ error: SourceError) {
    if error.kind == .vanished {
      report.skip("vanished")
    } else {
      report.note(error.problem)
    }
  }

  /// Brings what this thread counted into the report.
  private mutating func publish() {
    let read = recordsRead
    recordsRead = 0
    mapper.now = Timestamp(epochSeconds: options.now())
    let mapping = mapper.counts
    report.count { counts in
      counts.recordsRead += read
      counts.mapping = mapping
    }
  }
}
