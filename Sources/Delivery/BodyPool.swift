import Records
import Threads

/// The memory of all batches of a run: as many bodies as may be in flight, and one that is filled for each kind of
/// record that was met.
///
/// Taking one waits until one comes back, so a slow workspace slows the reader and memory has its bound.
final class BodyPool: Sendable {
  private struct Held {
    var idle: [BatchBody] = []
    var made = 0
    var kinds: Set<RecordKind> = []
    var isClosed = false
  }

  private let inFlight: Int
  private let capacity: Int
  private let lendsOnceClosed: Bool
  private let held = Monitor(Held())

  /// Makes an empty pool.
  ///
  /// - Parameters:
  ///   - inFlight: How many are in use at most beside those that are filled.
  ///   - capacity: Bytes of each.
  ///   - lendsOnceClosed: True where what was read must go into a body even then, as of a stream, which nobody can read
  ///     again; a reader takes no more of them then than its buffer fills.
  init(inFlight: Int, capacity: Int, lendsOnceClosed: Bool) {
    self.lendsOnceClosed = lendsOnceClosed
    self.inFlight = inFlight
    self.capacity = capacity
  }

  /// An empty body to be filled with records of a kind; once the pool is closed nil, or one without a wait.
  ///
  /// Whoever fills one kind's body and waits for another's would wait for ever if the kinds had to share.
  func take(for kind: RecordKind) -> BatchBody? {
    let (capacity, inFlight) = (capacity, inFlight)
    return held.wait { (held: inout Held) -> BatchBody?? in
      held.kinds.insert(kind)
      if held.isClosed { return .some(lendsOnceClosed ? BatchBody(capacity: capacity) : nil) }
      if let body = held.idle.popLast() { return .some(body) }
      guard held.made < inFlight + held.kinds.count else { return nil }
      held.made += 1
      return .some(BatchBody(capacity: capacity))
    }
  }

  /// Takes a body back.
  func giveBack(_ body: BatchBody) {
    body.clear()
    held.change { $0.idle.append(body) }
  }

  /// Lets nobody wait any more.
  func close() {
    held.change { $0.isClosed = true }
  }
}
