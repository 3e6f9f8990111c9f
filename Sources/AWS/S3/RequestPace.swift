import Synchronization

/// How often S3 is asked, shared by all threads that ask: as often as they like, until S3 says that it is too often.
///
/// From then on requests begin no closer together than a rate allows: at first what was accepted within the last second,
/// less three tenths, and so much less again with each further refusal. Once S3 accepts again the rate doubles each second
/// up to seven tenths of what it was when it refused, so that a storm that is over costs little; from there it grows by
/// the same step each second, and the limit ends once it is well above where S3 refused. At a lower rate fewer requests
/// are under way at once. So a bucket that slows down is asked about as often as it answers.
final class RequestPace: Sendable {
  /// The turn of one request.
  struct Turn: Sendable {
    /// How often the rate had been cut when it began.
    fileprivate let cuts: Int
  }

  private enum Step {
    case go(Turn)
    case wait(Duration)
  }

  private struct Held {
    /// Requests a second; nil is without a limit.
    var rate: Double?
    /// Up to where the rate doubles each second.
    var threshold = Double.infinity
    /// What each second adds to the rate beyond that.
    var step = 0.0
    /// The rate at which the limit ends.
    var enough = 0.0
    /// Nothing begins before.
    var notBefore = Duration.zero
    /// When the latest request began, or should have.
    var last = Duration.zero
    /// Who waits, in the order in which they came.
    var line: [Int] = []
    var tickets = 0
    var cuts = 0
    /// How many of the cuts came since a request was accepted that began after the one before.
    var cutsInARow = 0
    /// The first refusal since anything was accepted.
    var refusedSince: Duration?
    /// What was accepted, by tenths of a second.
    var accepted: [Int64: Int] = [:]

    /// What somebody does who wants to begin a request: go, or wait that long and ask again.
    ///
    /// No turn is promised ahead of its time, so that those who wait have what a better rate brings.
    mutating func step(_ ticket: inout Int?, now: Duration, gaveUp: Bool) -> Step {
      let place = ticket.flatMap { line.firstIndex(of: $0) } ?? line.count
      let gap = rate.map { Duration.seconds(1 / $0) } ?? .zero
      let earliest = max(notBefore, last + gap)
      let wait = earliest + gap * place - now
      guard wait > .zero, !gaveUp else {
        if ticket != nil { line.remove(at: place) }
        last = now - earliest < gap ? earliest : now
        return .go(Turn(cuts: cuts))
      }
      if ticket == nil {
        tickets += 1
        ticket = tickets
        line.append(tickets)
      }
      return .wait(wait)
    }

    /// Requests that were accepted within the last second.
    mutating func acceptedLately(_ now: Duration) -> Double {
      let tenth = now.tenths
      accepted = accepted.filter { $0.key > tenth - 10 }
      return Double(accepted.values.reduce(0, +))
    }
  }

  /// What a refusal leaves of the rate.
  private static let cut = 0.7
  private static let leastRate = 0.5
  /// What is taken for accepted at the least, where S3 refuses the first requests of a run.
  ///
  /// So few tell nothing of how much it takes.
  private static let leastAccepted = 4.0
  private static let leastPause = Duration.milliseconds(500)
  /// After which somebody who waits looks whether the rate is another one.
  private static let longestNap = Duration.milliseconds(200)

  private let held = Mutex(Held())
  private let now: @Sendable () -> Duration
  private let sleep: @Sendable (Duration) -> Void
  private let isStopped: @Sendable () -> Bool

  /// A pace without a limit.
  ///
  /// - Parameters:
  ///   - now: A clock that nobody sets.
  ///   - sleep: Waits on the calling thread, and not for long once the client is stopped.
  ///   - isStopped: Whether the client is stopped, so that nobody waits for a turn.
  init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) -> Void,
    isStopped: @escaping @Sendable () -> Bool = { false }
  ) {
    self.now = now
    self.sleep = sleep
    self.isStopped = isStopped
  }

  /// Requests a second that are allowed now; nil is without a limit.
  var rate: Double? { held.withLock { $0.rate } }

  /// Waits until a request may begin; who came first goes first.
  func turn() -> Turn {
    var ticket: Int?
    while true {
      let now = now()
      let step = held.withLock { held in held.step(&ticket, now: now, gaveUp: isStopped()) }
      switch step {
      case .go(let turn): return turn
      // The rate may be another one soon.
      case .wait(let duration): sleep(min(duration, Self.longestNap))
      }
    }
  }

  /// Notes that a request was not refused for being one too many.
  func accepted(_ turn: Turn) {
    let tenth = now().tenths
    held.withLock { held in
      held.refusedSince = nil
      if turn.cuts == held.cuts { held.cutsInARow = 0 }
      if held.accepted.count > 64 { held.accepted = held.accepted.filter { $0.key > tenth - 10 } }
      held.accepted[tenth, default: 0] += 1
      guard let rate = held.rate else { return }
      var faster = rate + held.step / rate
      // What began before the cut says nothing of the rate since.
      if rate < held.threshold, turn.cuts == held.cuts { faster = max(faster, min(rate + 1, held.threshold)) }
      held.rate = faster < held.enough ? faster : nil
    }
  }

  /// Slows everybody down: S3 refused a request for being one too many.
  ///
  /// Requests that began before the last time it did so tell nothing new.
  ///
  /// - Parameters:
  ///   - turn: Of the request that was refused.
  ///   - pause: How long nobody asks anything, after so many cuts in a row.
  /// - Returns: For how long nothing has been accepted.
  @discardableResult
  func refused(_ turn: Turn, pause: (Int) -> Duration) -> Duration {
    let now = now()
    return held.withLock { held in
      let since = held.refusedSince ?? now
      held.refusedSince = since
      guard turn.cuts == held.cuts else { return now - since }
      held.cuts += 1
      held.cutsInARow += 1
      let accepted = held.acceptedLately(now)
      let before = held.rate ?? max(accepted, Self.leastAccepted)
      // Where everything is refused it is not the rate: what was known of that stays.
      if held.cutsInARow == 1 {
        held.threshold = held.rate == nil && accepted < Self.leastAccepted ? .infinity : before * Self.cut
        held.step = max(1, before / 10)
        held.enough = max(2 * before, 50)
      }
      held.rate = max(before * Self.cut, Self.leastRate)
      held.notBefore = now + max(pause(held.cutsInARow), Self.leastPause)
      return now - since
    }
  }
}

extension Duration {
  /// Whole tenths of a second.
  fileprivate var tenths: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 10 + attoseconds / 100_000_000_000_000_000
  }
}
