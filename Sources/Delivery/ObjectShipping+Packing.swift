import Records
import Threads

extension ObjectShipping {
  /// Maps and packs what the reader has.
  mutating func take(from reader: RecordReader) {
    while !isStopped || reading.isReadOnce {
      switch reader.next() {
      case .record where isPassedOver(reader), .rejected where isPassedOver(reader),
        .skipped where isPassedOver(reader):
        continue
      case .record:
        guard mapper.selectsAll || mapper.selects(reader) else {
          leaveOut(because: "notSelected")
          continue
        }
        recordsRead += 1
        if reading.isBrokenOff, reader.isCutOff {
          reject(.inputBreaksOff, reader)
        } else {
          pack(reader)
        }
      case .rejected(let reason):
        recordsRead += 1
        reject(reason, reader)
      case .skipped(let reason):
        report.skip(reason.rawValue)
        leave(reader.position.record)
      case .repeatedHeader: report.skip("repeatedHeaders")
      case .needsInput, .ended: return
      }
    }
  }

  /// True of a record that is dealt with, and of one that waits for the rest of its line, with all behind it: a line that
  /// follows an open quote may be a part of that record.
  private mutating func isPassedOver(_ reader: RecordReader) -> Bool {
    if reading.isWaiting { return true }
    if reading.waitsForEnd, reader.isCutOff {
      reading.isWaiting = true
      leaveOut(because: "waitingForTheirEnd")
      return true
    }
    let isKnown = reading.tracked != nil && reading.known.contains(reader.position.record)
    return others.isEmpty ? isKnown : isPassedOverByAll(reader.position.record, firstKnows: isKnown)
  }

  private mutating func isPassedOverByAll(_ record: Int, firstKnows: Bool) -> Bool {
    var wanted: UInt64 = firstKnows ? 0 : 1
    for (index, lane) in others.enumerated() where lane.wants(record) { wanted |= 2 << UInt64(index) }
    if wanted != 0 { wantedBy = wanted }
    return wanted == 0
  }

  @inline(__always)
  private mutating func pack(_ reader: RecordReader) {
    guard reader.kind == .report, others.isEmpty else { return packOther(reader) }
    switch batchers.reports.add(at: reader.position, write: { mapper.mapReport(reader, into: &$0) }) {
    case .open: break
    case .rejected(let reason): reject(reason, reader)
    case let added: sendOn(added, by: outlet)
    }
  }

  private mutating func packOther(_ reader: RecordReader) {
    guard mapper.kind(of: reader) != .usage else { return rollUp(reader) }
    guard others.isEmpty else {
      mapped.truncate(to: 0)
      if let reason = mapper.map(reader, into: &mapped) { return reject(reason, reader) }
      return packForAll(mapper.kind(of: reader), at: reader.position)
    }
    switch batchers.add(.event, at: reader.position, write: { mapper.map(reader, into: &$0) }) {
    case .open: break
    case .rejected(let reason): reject(reason, reader)
    case let added: sendOn(added, by: outlet)
    }
  }

  /// Packs what was mapped for each destination that wants the record.
  mutating func packForAll(_ kind: RecordKind, at position: SourcePosition) {
    func write(_ body: inout ByteWriter) -> RejectReason? {
      body.append(mapped.bytes)
      return nil
    }
    if wantedBy & 1 != 0 { sendOn(batchers.add(kind, at: position, write: write), by: outlet) }
    for (index, lane) in others.enumerated() where wantedBy & 2 << UInt64(index) != 0 {
      sendOn(lane.batchers.add(kind, at: position, write: write), by: lane.outlet)
    }
  }

  /// Hands over the batch that a record has closed.
  mutating func sendOn(_ added: Batcher.Added, by outlet: any BatchOutlet) {
    switch added {
    case .open, .rejected: break
    case .closed(let batch): if !outlet.take(batch) { isStopped = true }
    case .stopped:
      report.count { $0.recordsUnsent += 1 }
      isStopped = true
    }
  }

  /// Hands over the open batches, however few records they have.
  mutating func flush() {
    for batch in batchers.close() where !outlet.take(batch) { isStopped = true }
    for lane in others {
      for batch in lane.batchers.close() where !lane.outlet.take(batch) { isStopped = true }
    }
  }

  /// When the open batch must go, however few records it has, or what is counted together must become one.
  var deadline: MonotonicTime? {
    let opened = ([batchers.openedAt] + others.map { $0.batchers.openedAt }).compactMap(\.self).min()
    return [opened.map { $0 + options.batchAge }, usageDeadline].compactMap(\.self).min()
  }
}
