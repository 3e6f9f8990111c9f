import Records
import State

extension ObjectShipping {
  /// Ships a record of a reject file, or rejects it again with its source and position there.
  ///
  /// - Parameters:
  ///   - mended: The record.
  ///   - check: Looks at records that are mapped already.
  /// - Returns: False where the run has to stop.
  mutating func ship(_ mended: MendedRecord, check: FlatObjectCheck) -> Bool {
    let source = mended.line.source
    mapper.begin(source: source, given: mended.given)
    begin(source, [])
    guard wantAll(of: mended.line.destination) else { return rejectAgain(mended) }
    do throws(StateError) {
      switch mended.content {
      case .input(let bytes, let continuation):
        let readBefore = recordsRead
        read(bytes, continuation)
        // Where nothing is left of it, it was not mended.
        if recordsRead == readBefore, !isStopped {
          recordsRead += 1
          try rejects.write(mended.line)
        }
      case .mapped(let bytes):
        recordsRead += 1
        if let reason = check.fault(in: bytes, limit: options.mapping.recordBytes) {
          try rejects.add(
            mapped: String(decoding: bytes, as: UTF8.self), mended.kind, for: mended.line.destination, source: source,
            position: mended.position,
            words: "\(reason)")
        } else {
          mapped.truncate(to: 0)
          mapped.append(bytes)
          packForAll(mended.kind, at: mended.position)
        }
      }
    } catch { fail(error) }
    publish()
    if stop.isSet { isStopped = true }
    return !isStopped
  }

  /// Keeps a record of a destination that is not configured.
  private mutating func rejectAgain(_ mended: MendedRecord) -> Bool {
    recordsRead += 1
    do throws(StateError) {
      try rejects.write(mended.line)
      report.note(
        Problem(
          .rejects,
          "a record was refused by \(mended.line.destination ?? "a destination"), which is not configured: it was rejected again"
        ))
    } catch { fail(error) }
    publish()
    return !isStopped
  }

  /// Has what follows sent to one destination, by its key, or to all of them.
  ///
  /// - Returns: False where no destination of that API is configured.
  private mutating func wantAll(of destination: String?) -> Bool {
    let keys = [journal?.books.destination.key] + others.map { $0.journal?.books.destination.key }
    var chosen = keys.indices.filter { destination == nil || keys[$0] == destination }
    if chosen.isEmpty {
      // Whoever has given a table another name means the one that there is now.
      let api = destination?.prefix { $0 != "/" }
      chosen = keys.indices.filter { keys[$0]?.prefix { $0 != "/" } == api }
    }
    wantedBy = chosen.reduce(0) { $0 | 1 << UInt64($1) }
    return !chosen.isEmpty
  }

  private mutating func read(_ bytes: [UInt8], _ continuation: Continuation) {
    let reader = RecordReader(continuing: continuation, events: options.mapping.events)
    var rest = bytes[...]
    while !rest.isEmpty, !isStopped {
      reader.add(from: &rest)
      take(from: reader)
    }
    reader.sourceEnded()
    take(from: reader)
    writeUsage()
  }
}
