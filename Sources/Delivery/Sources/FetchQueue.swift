import Threads

/// The objects that wait to be fetched, in the order in which they are read, and the memory that fetches may use.
///
/// A fetch begins once its whole window fits into the budget beside those that were begun before and are not read to
/// their end. So no fetch ever waits for another one's memory, the one that is read always goes on, and all of them
/// together stay within the budget.
final class FetchQueue: Sendable {
  private struct Held {
    var waiting: [ObjectFetch] = []
    /// Index of the next one to begin.
    var next = 0
    /// Begun, and not read to their end.
    var begun: [ObjectIdentifier: ObjectFetch] = [:]
    /// Bytes of the budget that nobody uses.
    var free: Int
    var isClosed = false

    /// What may begin now.
    var ready: ObjectFetch? {
      guard next < waiting.count, waiting[next].window <= free else { return nil }
      return waiting[next]
    }

    mutating func begin(_ fetch: ObjectFetch) {
      next += 1
      // A listing may go on for millions of objects.
      if next == waiting.count || next == 1024 {
        waiting.removeFirst(next)
        next = 0
      }
      free -= fetch.window
      begun[ObjectIdentifier(fetch)] = fetch
    }
  }

  private let held: Monitor<Held>
  /// The largest window of one object.
  private let mostBytes: Int

  /// Makes an empty queue.
  ///
  /// - Parameters:
  ///   - budget: Bytes of all objects together that are fetched and not read.
  ///   - concurrency: How many objects are fetched at once; of large ones four are enough, which then have more each.
  init(budget: Int, concurrency: Int) {
    held = Monitor(Held(free: budget))
    // Two pieces at the least, one that is fetched and one that is read.
    mostBytes = min(max(budget / concurrency, budget / 4, 2 * ObjectFetch.pieceBytes), budget)
  }

  /// Puts objects behind the others.
  ///
  /// - Returns: Their fetches, in the same order.
  func add(_ orders: [ObjectFetch.Order]) -> [ObjectFetch] {
    let fetches = orders.map { ObjectFetch($0, mostBytes: mostBytes) }
    held.change(waking: .one) { held in
      if !held.isClosed { held.waiting += fetches }
    }
    if held.read({ $0.isClosed }) { fetches.forEach { $0.abandon() } }
    return fetches
  }

  /// Waits for an object that may be fetched; nil once the queue is closed.
  ///
  /// Each thread that gets one wakes the next, so that a single object wakes a single thread.
  func next() -> ObjectFetch? {
    held.wait(waking: .one) { (held: inout Held) -> ObjectFetch?? in
      if held.isClosed { return .some(nil) }
      guard let fetch = held.ready else { return nil }
      held.begin(fetch)
      return .some(fetch)
    }
  }

  /// Gives back the memory of an object that nobody reads any more.
  func release(_ fetch: ObjectFetch) {
    held.change(waking: .one) { held in
      if held.begun.removeValue(forKey: ObjectIdentifier(fetch)) != nil { held.free += fetch.window }
    }
  }

  /// Ends all fetches, those that have not begun among them.
  func close() {
    let left = held.change { held in
      held.isClosed = true
      defer { (held.waiting, held.next, held.begun) = ([], 0, [:]) }
      return held.waiting[held.next...] + held.begun.values
    }
    for fetch in left { fetch.abandon() }
  }
}
