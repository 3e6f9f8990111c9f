import State
import Synchronization

/// Writes down for one destination which records of a run are dealt with.
///
/// A position is written down only after what it depends on is on disk: an acknowledgement after the destination's
/// 2xx, a reject after its line, a spooled batch after its file. What a crash leaves out is shipped again, never lost.
final class Journal: Sendable {
  /// Ends and rejects that were not written down yet; more than these are not held.
  private static let mostPending = 1000

  let books: Bookkeeping
  private let rejects: Rejects
  private let pending = Mutex([Resolution]())

  /// Makes ready to write.
  ///
  /// - Parameters:
  ///   - books: Where it is written down.
  ///   - rejects: Where the run's rejects are, so that they are on disk first.
  init(_ books: Bookkeeping, rejects: Rejects) {
    self.books = books
    self.rejects = rejects
  }

  /// Remembers records that were rejected, or an object's end, for the next time that anything is written down.
  func remember(_ resolution: Resolution) throws(StateError) {
    let count = pending.withLock { pending in
      pending.append(resolution)
      return pending.count
    }
    if count >= Journal.mostPending { try writePending() }
  }

  /// Writes down what is remembered.
  func writePending() throws(StateError) {
    try acknowledge([], accepted: 0)
  }

  /// Writes down that the destination accepted a part of a batch.
  func acknowledge(_ part: Batch) throws(StateError) {
    try acknowledge(part.spoolFile == nil ? part.settle() : [], accepted: part.recordCount)
  }

  private func acknowledge(_ resolutions: [Resolution], accepted: Int) throws(StateError) {
    let remembered = pending.withLock { pending in
      defer { pending = [] }
      return pending
    }
    do throws(StateError) {
      try syncRejects()
      try books.ledger.acknowledge(resolutions + remembered, accepted: accepted, for: books.destination)
    } catch {
      pending.withLock { $0 = remembered + $0 }
      throw error
    }
  }

  /// Writes a batch into the spool, and its records into the ledger as spooled.
  func keep(_ batch: Batch) throws(StateError) {
    try syncRejects()
    let file = try books.write(batch)
    try books.ledger.spool(file.name, batch.settle(), for: books.destination)
  }

  /// Forgets a spooled batch all of whose records are accepted or rejected.
  func settle(_ file: SpoolFile) throws(StateError) {
    try syncRejects()
    // Each accepted part was counted when it was acknowledged.
    try books.ledger.spoolSettled(file.name)
    try books.spool.remove(file)
  }

  /// Brings rejects to disk before anything is written down, also where none is remembered: a record of usage covers those
  /// that lie between its events.
  private func syncRejects() throws(StateError) { try rejects.sync() }
}
