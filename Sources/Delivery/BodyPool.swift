/// The memory of all batches of a run: as many bodies as may be in flight, and one that is filled.
///
/// Taking one waits until one comes back, so a slow workspace slows the reader and memory has its bound.
final class BodyPool: Sendable {
  private struct Held {
    var idle: [BatchBody] = []
    var made = 0
    var isClosed = false
  }

  private let most: Int
  private let capacity: Int
  private let lendsOnceClosed: Bool
  private let held = Monitor(Held())

  /// Makes an empty pool.
  ///
  /// - Parameters:
  ///   - bodies: How many are in use at most.
  ///   - capacity: Bytes of each.
  ///   - lendsOnceClosed: True where what was read must go into a body even then, as of a stream, which nobody can read
  ///     again; a reader takes no more of them then than its buffer fills.
  init(bodies: Int, capacity: Int, lendsOnceClosed: Bool) {
    self.lendsOnceClosed = lendsOnceClosed
    most = bodies
    self.capacity = capacity
  }

  /// An empty body; once the pool is closed nil, or one without a wait.
  func take() -> BatchBody? {
    let capacity = capacity
    return held.wait { (held: inout Held) -> BatchBody?? in
      if held.isClosed { return .some(lendsOnceClosed ? BatchBody(capacity: capacity) : nil) }
      if let body = held.idle.popLast() { return .some(body) }
      guard held.made < self.most else { return nil }
      held.made += 1
      return .some(BatchBody(capacity: capacity))
    }
  }

  /// Takes a body back.
  func giveBack(_ body: BatchBody) {
    body.writer.truncate(to: 0)
    held.change { $0.idle.append(body) }
  }

  /// Lets nobody wait any more.
  func close() {
    held.change { $0.isClosed = true }
  }
}
