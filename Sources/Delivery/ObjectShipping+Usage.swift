import Records
import State
import Threads

extension ObjectShipping {
  /// Counts an event with others like it, for each destination that wants it.
  ///
  /// Each destination counts by itself, so that its records do not depend on what another one has.
  mutating func rollUp(_ reader: RecordReader) {
    if wantedBy & 1 != 0 {
      var outcome = mapper.rollUp(reader)
      if outcome == .full {
        writeFirstUsage()
        // With nothing in it there is room, unless the run stops first. What is read once is counted all the same.
        if goesOn { outcome = mapper.rollUp(reader) }
      }
      if case .rejected(let reason) = outcome { return reject(reason, reader) }
    }
    for (index, lane) in others.enumerated() where wantedBy & 2 << UInt64(index) != 0 {
      var outcome = lane.usage.rollUp(reader)
      if outcome == .full {
        writeUsage(by: lane)
        if goesOn { outcome = lane.usage.rollUp(reader) }
      }
      if case .rejected(let reason) = outcome { return reject(reason, reader) }
    }
    if usageBegun == nil { usageBegun = .now }
  }

  private var goesOn: Bool { !isStopped || reading.isReadOnce }

  /// Packs the records of usage that were gathered.
  mutating func writeUsage() {
    usageBegun = nil
    writeFirstUsage()
    for lane in others { writeUsage(by: lane) }
  }

  private mutating func writeFirstUsage() {
    guard let flush = mapper.usageFlush else { return }
    let source = BatchSource(name: reading.name, object: reading.tracked?.identity)
    batchers.begin(source: source.with(flush))
    while goesOn, let added = batchers.addUsage(of: &mapper) { sendOn(added, by: outlet) }
    batchers.begin(source: source)
  }

  private mutating func writeUsage(by lane: OtherLane) {
    guard let flush = lane.usage.usageFlush else { return }
    let source = BatchSource(name: reading.name, object: lane.tracked?.identity)
    lane.batchers.begin(source: source.with(flush))
    while goesOn, let added = lane.batchers.addUsage(of: &lane.usage) { sendOn(added, by: lane.outlet) }
    lane.batchers.begin(source: source)
  }

  /// A stream that is quiet is not the end of its events, but they do not wait longer than the time they stand for.
  var usageDeadline: MonotonicTime? {
    guard let begun = usageBegun, let rollup = options.mapping.rollup else { return nil }
    return begun + .seconds(rollup.seconds)
  }
}

extension Batchers {
  /// Adds the next record of usage of those that a mapper has gathered; nil once all are added.
  fileprivate mutating func addUsage(of mapper: inout RecordMapper) -> Batcher.Added? {
    guard let position = mapper.nextUsage else { return nil }
    return add(.usage, at: position) { body in
      _ = mapper.writeUsage(into: &body)
      return nil
    }
  }
}

extension BatchSource {
  /// The same object for the records of usage that stand for its events.
  fileprivate func with(_ flush: UsageFlush) -> BatchSource {
    BatchSource(name: name, object: object, usage: UsageShare(flush, of: object))
  }
}
