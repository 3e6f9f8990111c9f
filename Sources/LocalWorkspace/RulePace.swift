import Synchronization

/// How much a rule takes in a minute.
///
/// The page on service limits has the numbers; when a minute begins it leaves open. Here one begins with the first
/// request after the last one ended.
final class RulePace: Sendable {
  private struct Minute {
    var start: Int?
    var requests = 0
    var bytes = 0
  }

  private let requestLimit: Int
  private let byteLimit: Int
  private let minute = Mutex(Minute())

  init(requests: Int, bytes: Int) {
    requestLimit = requests
    byteLimit = bytes
  }

  /// Counts a request, if there is still room for it.
  ///
  /// - Parameters:
  ///   - bytes: The length of its body once it is unpacked.
  ///   - now: The service's time in seconds since 1970.
  /// - Returns: After how many seconds to try again, or nil if it was counted. A single body over the limit is let
  ///   through in a minute of its own.
  func wait(for bytes: Int, now: Int) -> Int? {
    minute.withLock { minute in
      if let start = minute.start, now >= start, now < start + 60 {
        guard minute.requests < requestLimit, minute.bytes + bytes <= byteLimit else { return start + 60 - now }
      } else {
        minute = Minute(start: now)
      }
      minute.requests += 1
      minute.bytes += bytes
      return nil
    }
  }
}
