import Synchronization

/// How large a body may be before it is packed, so that it fits as it is sent; learnt from those that were packed.
final class BodySizes: Sendable {
  private struct State {
    /// Sent bytes a raw byte, of the body that shrank least lately.
    var ratio: Double
    /// True once the service refused a body that was small enough as sent: then it counts raw bytes.
    var countsRaw: Bool
  }

  /// Records of access keys shrink to about 0.27; the first bodies are packed as if it were a third.
  private static let firstRatio = 1.0 / 3
  /// What is kept free, for the next body shrinks a little less.
  private static let share = 0.95
  /// How much of the distance to a body that shrank more is gone at once.
  private static let ease = 0.25

  private let packsBodies: Bool
  private let state: Mutex<State>

  init(_ configuration: LogsIngestionConfiguration) {
    packsBodies = configuration.packsBodies
    state = Mutex(State(ratio: Self.firstRatio, countsRaw: configuration.packing == .raw))
  }

  /// The most raw bytes of a body that is begun now.
  var target: Int {
    state.withLock { state in
      if state.countsRaw { return LogsIngestionLimits.smallRawBytes }
      guard packsBodies else { return LogsIngestionLimits.sentBytes }
      let fitting = Double(LogsIngestionLimits.sentBytes) / state.ratio * Self.share
      return Int(min(max(fitting, Double(LogsIngestionLimits.smallRawBytes)), Double(LogsIngestionLimits.begunBytes)))
    }
  }

  /// The most raw bytes that are sent at all.
  var rawLimit: Int {
    state.withLock { $0.countsRaw ? LogsIngestionLimits.smallRawBytes : LogsIngestionLimits.rawBytes }
  }

  /// Notes what a body shrank to.
  func packed(_ raw: Int, to sent: Int) {
    // Small ones shrink less, and tell nothing of large ones.
    guard raw >= LogsIngestionLimits.smallRawBytes / 2 else { return }
    let ratio = Double(sent) / Double(raw)
    state.withLock { state in
      state.ratio = ratio > state.ratio ? ratio : state.ratio + (ratio - state.ratio) * Self.ease
    }
  }

  /// Notes that a body was refused as too large which was small enough as it was sent: from now on they are small before
  /// they are packed.
  func refused(_ raw: Int) {
    guard raw > LogsIngestionLimits.smallRawBytes else { return }
    state.withLock { $0.countsRaw = true }
  }
}
