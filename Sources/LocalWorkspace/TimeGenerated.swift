/// The time under which a record is stored.
///
/// Page "Standard columns in Azure Monitor Logs", section "TimeGenerated".
enum TimeGenerated {
  /// The record's own time if it is one and not too far from the time of receipt; else the time of receipt.
  static func text(of time: [UInt8]?, received now: Int) -> String {
    guard let time, let own = ISODateTime(time), own.seconds >= now - DocumentedLimits.oldestTimeSeconds,
      own.seconds <= now + DocumentedLimits.newestTimeSeconds
    else { return ISODateTime(seconds: now).text }
    return own.text
  }
}
