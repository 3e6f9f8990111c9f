import Logging
import State
import Synchronization

/// One destination at work in a run: its memory, its threads, its patience.
///
/// Lanes of one run know nothing of each other, but that a full pool makes the reader wait.
struct Lane {
  let outlet: any BatchOutlet
  let pool: BodyPool
  /// The most bytes of a body that is begun now.
  let limit: () -> Int
  let journal: Journal?
  /// The outlet, where it sends, and what it sends by.
  let sender: Sender?
  let delivery: BatchDelivery?

  /// The lanes of a run.
  ///
  /// - Parameters:
  ///   - options: One lane a route, or one for another target.
  ///   - rejects: Where all of them reject.
  ///   - stop: The end of the run.
  ///   - report: Where the run is counted; of several routes each has a part of its own.
  ///   - log: Where it is told.
  /// - Returns: One at least, but of no route none.
  static func all(
    of options: ShipmentOptions, rejects: Rejects, stop: RunStop, report: RunReport, log: Logger
  ) -> [Lane] {
    // A little more than the limit: the record that does not fit any more is written before it is moved.
    let spare = 64 << 10
    func pool(_ bytes: Int, _ journal: Journal?) -> BodyPool {
      BodyPool(
        inFlight: options.inFlight, capacity: bytes + spare,
        lendsOnceClosed: journal != nil && options.sources.contains { RegularFile.isStream($0) })
    }
    let batchBytes = options.batchBytes
    switch options.target {
    case .destinations(let routes):
      let active = ActiveLanes(routes.count, stop: stop)
      return routes.map { route in
        let destination = route.destination
        let limit = { destination.bodyBytes ?? batchBytes }
        let journal = route.bookkeeping.map { Journal($0, rejects: rejects) }
        let pool = pool(limit(), journal)
        let counts = routes.count > 1 ? report.part(destination.name) : report
        let delivery = BatchDelivery(
          to: destination, tables: route.tables, timeColumn: { options.mapping.columns.of($0).timeColumn },
          budget: options.budget, policy: options.retry, rejects: rejects, journal: journal,
          outage: routes.count > 1 ? .goesOn : options.readsOnlyOnce ? .pauses : .none, report: counts, log: log)
        let sender = Sender(
          delivery: delivery, inFlight: options.inFlight, pool: pool, active: active, report: counts)
        return Lane(
          outlet: sender, pool: pool, limit: limit, journal: journal, sender: sender, delivery: delivery)
      }
    case .descriptor(let descriptor):
      let pool = pool(batchBytes, nil)
      let outlet = RecordOutput(descriptor: descriptor, pool: pool, report: report)
      return [Lane(outlet: outlet, pool: pool, limit: { batchBytes }, journal: nil, sender: nil, delivery: nil)]
    case .nowhere:
      let pool = pool(batchBytes, nil)
      let outlet = DryRun(pool: pool, report: report)
      return [Lane(outlet: outlet, pool: pool, limit: { batchBytes }, journal: nil, sender: nil, delivery: nil)]
    }
  }
}

/// How many lanes of a run still send: the last one that gives up ends the run.
final class ActiveLanes: Sendable {
  /// Whether there is more than one from the beginning.
  let areSeveral: Bool
  private let left: Atomic<Int>
  private let stop: RunStop

  init(_ count: Int, stop: RunStop) {
    areSeveral = count > 1
    left = Atomic(count)
    self.stop = stop
  }

  /// Ends the run though others still send: there is no room for what one of them does not get any more.
  func end() { stop.request() }

  /// Notes that a lane gave up; to be called once for each.
  func gaveUp() {
    if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { stop.request() }
  }
}
