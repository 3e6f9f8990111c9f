import Records

/// Which events of CloudTrail are read, and whether each is sent.
enum EventSettings {
  static let keys = Key<KeySelection>.choice(
    "keys", default: .longTerm, "Whose events are sent: those of keys that do not expire, or of all")
  static let every = Key<Duration?>.optionalDuration(
    "rollup", .seconds(60)...(.seconds(86_400)), "Count like events together and send one record for so long a time",
    valueMember: "every")
  static let maxGroups = Key.count(
    "rollup.maxGroups", 1...1_000_000, default: 20_000, "Most records that are gathered before they are sent")

  static let all = [keys.setting, every.setting, maxGroups.setting]
}
