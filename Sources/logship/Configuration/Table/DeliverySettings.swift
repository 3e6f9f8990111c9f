/// How records are sent.
enum DeliverySettings {
  static let maxBytes = Key.size(
    "batch.maxBytes", 400...30_000_000, default: 8_000_000,
    "Most bytes of one request's body; a data collection rule has limits of its own")
  static let maxInFlight = Key.count("batch.maxInFlight", 1...64, default: 4, "Most requests at the same time")
  static let maxAge = Key.duration(
    "batch.maxAge", .milliseconds(1) ... .seconds(86_400), default: .seconds(5),
    "From an open pipe: send a batch once its first record is this old")
  static let budget = Key.duration(
    "retry.budget", .zero ... .seconds(30 * 86_400), default: .seconds(600),
    "Give up this long after the destination last accepted anything")
  static let maxBackoff = Key.duration(
    "retry.maxBackoff", .milliseconds(1) ... .seconds(86_400), default: .seconds(30), "Longest pause between attempts")
  static let connect = Key.duration(
    "timeouts.connect", .milliseconds(1) ... .seconds(3_600), default: .seconds(10), "Longest time to connect")
  static let stall = Key.duration(
    "timeouts.stall", .seconds(1) ... .seconds(86_400), default: .seconds(60),
    "Longest time in which nothing at all moves")
  static let grace = Key.duration(
    "shutdown.grace", .zero ... .seconds(86_400), default: .seconds(30),
    "Longest time to finish or spool what is in flight after SIGTERM, SIGINT or SIGHUP")
  static let caFile = Key<String?>.optionalText(
    "tls.caFile", .path, "PEM file of the certificate authorities to trust in place of the system's",
    valueName: "path")

  static let all = [
    maxBytes.setting, maxInFlight.setting, maxAge.setting, budget.setting, maxBackoff.setting, connect.setting,
    stall.setting, grace.setting, caFile.setting,
  ]
}
