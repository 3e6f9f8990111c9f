import Transport

/// How far this machine's clock is from the service's, as the `Date` of an answer shows it.
struct ClockSkew: Equatable {
  /// Our time minus the service's, in seconds.
  let seconds: Int64

  /// Beyond this the clock is named as a likely cause of a refusal.
  private static let suspicious: Int64 = 5 * 60
  /// Beyond this the Data Collector API refuses every signature.
  private static let fatal: Int64 = 15 * 60

  /// Reads the skew off an answer; nil where it has no date that can be read.
  init?(answer: ResponseHead, now: Int64) {
    guard let date = answer.header("Date").flatMap({ HTTPDate.parse($0) }) else { return nil }
    seconds = now - date
  }

  /// Whether it is so large that the shared key's signature is refused for it alone.
  var isFatal: Bool { seconds.magnitude > ClockSkew.fatal.magnitude }

  /// The difference, as a clause; nil where the clock is right enough.
  var words: String? {
    let distance = seconds.magnitude
    guard distance > ClockSkew.suspicious.magnitude else { return nil }
    let side = seconds > 0 ? "ahead of" : "behind"
    return "this machine's clock is \(ClockSkew.duration(distance)) \(side) the service's"
  }

  /// The same as a sentence behind another one; empty where the clock is right enough.
  var sentence: String { words.map { ". \($0.prefix(1).uppercased())\($0.dropFirst())" } ?? "" }

  private static func duration(_ seconds: UInt64) -> String {
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    if seconds < 2 * 86_400 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
    return "\(seconds / 86_400) days"
  }
}
