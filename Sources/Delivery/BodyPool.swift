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
  private let held = Monitor(Held())

  init(bodies: Int, capacity: Int) {
    most = bodies
    self.capacity = capacity
  }

  /// An empty body; nil once the pool is closed.
  func take() -> BatchBody? {
    let capacity = capacity
    return held.wait { (held: inout Held) -> BatchBody?? in
      if held.isClosed { return .some(nil) }
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

  /// Gives nothing more, also to those who wait.
  func close() {
    held.change { $0.isClosed = true }
  }
}
