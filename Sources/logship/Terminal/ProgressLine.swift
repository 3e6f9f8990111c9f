import Synchronization

/// How far a run is.
struct RunProgress: Sendable, Equatable {
  var records = 0
  /// Of the sources, as stored.
  var bytes = 0
  /// Of all sources together, where that is known.
  var totalBytes: Int?
  var elapsed: Duration

  /// Records, bytes, rate, and with a known size percent and time left.
  ///
  /// What is not known is left out.
  var text: String {
    let seconds = elapsed.inSeconds
    var parts = ["\(records.grouped) records", Self.size(bytes)]
    if seconds >= 0.1 { parts.append("\(Int((Double(records) / seconds).rounded()).grouped)/s") }
    if let totalBytes, totalBytes > 0 {
      let done = min(1, Double(bytes) / Double(totalBytes))
      parts.append("\(Int(done * 100))%")
      if done > 0, seconds >= 1 { parts.append("\(Self.time(seconds * (1 - done) / done)) left") }
    }
    return parts.joined(separator: "  ")
  }

  /// Bytes with three digits or so and a decimal unit.
  static func size(_ bytes: Int) -> String {
    guard bytes >= 1_000 else { return "\(bytes) B" }
    var value = Double(bytes)
    var unit = ""
    for name in ["kB", "MB", "GB", "TB"] where value >= 999.95 || unit.isEmpty {
      value /= 1_000
      unit = name
    }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(unit)"
  }

  private static func time(_ seconds: Double) -> String {
    guard seconds < 360_000 else { return "over 99h" }
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole)s" }
    if whole < 3_600 { return "\(whole / 60)m \(whole % 60)s" }
    return "\(whole / 3_600)h \(whole % 3_600 / 60)m"
  }
}

/// The progress line of a run.
final class ProgressLine: Sendable {
  private let console: Console
  private let isOver = Mutex(false)

  /// A progress line on a console; on one that is no terminal nothing is drawn.
  init(on console: Console) {
    self.console = console
  }

  /// Shows how far the run is.
  func update(_ progress: RunProgress) {
    isOver.withLock { isOver in
      if !isOver { console.showProgress(progress.text) }
    }
  }

  /// Takes the line away; none is drawn after it.
  func finish() {
    isOver.withLock { isOver in
      isOver = true
      console.showProgress("")
    }
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
