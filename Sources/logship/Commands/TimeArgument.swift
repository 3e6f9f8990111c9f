import ArgumentParser
import Records

/// A point in time as `--since` and `--until` take it: a date, a date with a time, or so long before now.
enum TimeArgument: Sendable, Equatable {
  case at(Timestamp)
  case ago(Duration)

  /// Reads what was typed.
  ///
  /// - Parameter text: `2026-11-24`, `2026-11-24T03:00:00+01:00`, or a duration, `7d`.
  /// - Throws: `ValidationError` with what is allowed.
  init(_ text: String) throws {
    if let time = Timestamp(text) {
      self = .at(time)
    } else if let duration = DurationText.parse(text) {
      self = .ago(duration)
    } else {
      throw ValidationError(
        "allowed is YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS with Z, +HH:MM or nothing (UTC) behind it, "
          + "or a time back from now with its unit, such as 7d or 12h")
    }
  }

  /// The time that is meant at a moment.
  func time(now: Timestamp) -> Timestamp {
    switch self {
    case .at(let time): time
    case .ago(let duration): Timestamp(epochSeconds: now.epochSeconds - duration.components.seconds)
    }
  }

  /// The time that is meant, where one back from now stands for its day, so that it is the same in each run of a day.
  func day(now: Timestamp) -> Timestamp {
    switch self {
    case .at(let time): time
    case .ago: time(now: now).midnight
    }
  }
}

/// How long to wait, as an option takes it.
enum WaitArgument {
  /// Reads what was typed.
  ///
  /// - Throws: `ValidationError` with what is allowed.
  static func read(_ text: String) throws -> Duration {
    guard let duration = DurationText.parse(text) else {
      throw ValidationError("allowed is a time with its unit, such as 90s or 5m")
    }
    return duration
  }
}
