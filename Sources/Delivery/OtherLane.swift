import Records
import State

/// What the reader keeps of a destination beside the first: its open batches, and what it knows of the object that is read.
///
/// The first destination's are the reader's own, since most runs have one, and every record passes through them.
final class OtherLane {
  let outlet: any BatchOutlet
  let journal: Journal?
  var batchers: Batchers
  private(set) var tracked: TrackedObject?
  private var known = RecordSpans.Cursor(RecordSpans())
  /// Records of the object of which nothing is sent, and that are not in the ledger yet.
  var left = RecordSpans()

  /// Counts events together as if no other destination were there; it maps nothing else.
  var usage: RecordMapper

  init(_ lane: Lane, _ mapping: MappingOptions) {
    outlet = lane.outlet
    usage = RecordMapper(mapping)
    journal = lane.journal
    batchers = Batchers(limit: lane.limit) { lane.pool.take(for: $0) }
  }

  /// Begins an object.
  func begin(_ name: String, _ tracked: TrackedObject?) {
    self.tracked = tracked
    known = RecordSpans.Cursor(tracked?.resolved ?? RecordSpans())
    left = RecordSpans()
    usage.begin(source: name)
    batchers.begin(source: BatchSource(name: name, object: tracked?.identity))
  }

  /// Notes a record of which nothing is sent.
  func leave(_ record: Int) {
    left.insert(record)
    usage.pass(record)
  }

  /// Whether a record is to be sent there; they are asked about in their order.
  func wants(_ record: Int) -> Bool { tracked == nil || !known.contains(record) }
}
