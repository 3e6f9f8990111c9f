import AzureMonitor
import State
import Threads
import Transport

/// Sends batches to a destination, several at once, with patience and without loss.
///
/// Every batch that is taken ends in exactly one of these: accepted (2xx), rejected record by record with the service's
/// words, spooled, or counted as unsent with the reason noted.
final class Sender: BatchOutlet {
  private struct Queue {
    var waiting: [Batch] = []
    var isClosed = false
    var isStopped = false
  }

  private let delivery: BatchDelivery
  private let queue: Monitor<Queue>
  private let pool: BodyPool
  private let report: RunReport
  private let threads: [WorkerThread]
  private let drain: WorkerThread?
  private let active: ActiveLanes

  /// Starts the threads that send.
  ///
  /// - Parameters:
  ///   - delivery: What sends one batch.
  ///   - inFlight: How many are sent at one time.
  ///   - pool: Where the memory of batches goes back to.
  ///   - active: Is told when nothing more can be sent.
  ///   - report: Where it is counted.
  init(delivery: BatchDelivery, inFlight: Int, pool: BodyPool, active: ActiveLanes, report: RunReport) {
    self.delivery = delivery
    self.pool = pool
    self.active = active
    self.report = report
    let queue = Monitor(Queue())
    self.queue = queue
    threads = (0..<inFlight).compactMap { _ in
      WorkerThread {
        while let batch = Sender.next(of: queue) {
          if !delivery.deliver(batch) { Sender.giveUp(queue, pool, active) }
          pool.giveBack(batch.body)
        }
      }
    }
    drain = WorkerThread { delivery.drain() }
    // Without who sends the spool, a reader would wait for room in it without end.
    if threads.isEmpty || drain == nil {
      report.note(Problem(.unsent, "the system gives no thread to send with; raise the limit of processes"))
      Sender.giveUp(queue, pool, active)
    }
  }

  private static func giveUp(_ queue: Monitor<Queue>, _ pool: BodyPool, _ active: ActiveLanes) {
    let isFirst = queue.change { queue -> Bool in
      defer { queue.isStopped = true }
      return !queue.isStopped
    }
    guard isFirst else { return }
    // Where others go on, what is read for this lane still needs memory on its way into the spool.
    if !active.areSeveral { pool.close() }
    active.gaveUp()
  }

  func take(_ batch: Batch) -> Bool {
    // The pool has no more bodies than may be in flight, so the queue is never longer than that.
    let isTaken = queue.change { queue in
      guard !queue.isStopped else { return false }
      queue.waiting.append(batch)
      return true
    }
    guard !isTaken else { return true }
    delivery.keepForLater([batch])
    // Where others go on, what is read for this lane is kept as well, as long as there is any.
    guard active.areSeveral else { return false }
    pool.giveBack(batch.body)
    // What nobody can read again is not to grow the spool without end.
    if !batch.isRepeatable, !delivery.hasRoom {
      report.note(
        Problem(.unsent, "the spool has reached spool.maxBytes, and \(delivery.name) takes nothing: reading ends"))
      active.end()
      return false
    }
    return true
  }

  func finish() {
    queue.change { $0.isClosed = true }
    delivery.inputIsOver()
    for thread in threads { thread.join() }
    delivery.endOutage()
    drain?.join()
    // Only after a stop are there batches that no thread took.
    let left = queue.change { queue in
      defer { queue.waiting = [] }
      return queue.waiting
    }
    delivery.keepForLater(left)
    delivery.finish()
  }

  /// Spools what was taken and is not dealt with, for a process that ends now.
  ///
  /// May be called by another thread than the one that waits in `finish`: it touches only the queue and the delivery,
  /// which are `Sendable`.
  func abandon() {
    let waiting = queue.change { queue in
      queue.isStopped = true
      defer { queue.waiting = [] }
      return queue.waiting
    }
    delivery.keepForLater(waiting)
    delivery.abandon()
  }

  private static func next(of queue: Monitor<Queue>) -> Batch? {
    queue.wait { (queue: inout Queue) -> Batch?? in
      if queue.isStopped { return .some(nil) }
      if !queue.waiting.isEmpty { return .some(queue.waiting.removeFirst()) }
      return queue.isClosed ? .some(nil) : nil
    }
  }
}
