import Records
import State
import Synchronization

/// What of an object is dealt with once every record of usage that was made of it is.
///
/// Events that are counted together are mingled in their object, so that no record of usage stands for a stretch of its
/// own. The ledger is told of the events with the last of the records, and of none sooner: whatever ends a run between two
/// of them, the events are read again, and make the same records with the same ids.
final class UsageShare: Sendable {
  private let object: ObjectIdentity?
  private let covers: [ClosedRange<Int>]
  private let left: Atomic<Int>

  /// A share of these records.
  ///
  /// - Parameters:
  ///   - flush: What is to be written.
  ///   - object: What the ledger knows the object by; nil for a stream, and where there is no ledger.
  init(_ flush: UsageFlush, of object: ObjectIdentity?) {
    self.object = object
    covers = flush.covers
    left = Atomic(flush.records)
  }

  /// Notes records as accepted, rejected or spooled; each is to be noted once.
  ///
  /// - Returns: The events, with the last of the records.
  func settle(_ records: Int) -> Resolution? {
    guard left.subtract(records, ordering: .acquiringAndReleasing).newValue == 0, let object else { return nil }
    var numbers = RecordSpans()
    for range in covers { numbers.insert(range.lowerBound..<range.upperBound + 1) }
    return Resolution(object, records: numbers)
  }
}
