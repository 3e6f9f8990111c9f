/// What is kept on this machine.
enum StateSettings {
  static let folder = Key<String?>.optionalText(
    "state", .path,
    "Folder of what is remembered between runs; default: $STATE_DIRECTORY, else /var/lib/logship for root, "
      + "else $XDG_STATE_HOME/logship, else ~/.local/state/logship",
    valueName: "folder")
  static let keepLedger = Key.duration(
    "ledger.keep", .seconds(86_400) ... .seconds(10_000 * 86_400), default: .seconds(400 * 86_400),
    "Forget what was shipped of an object that no run has met for this long")
  static let maxSpoolBytes = Key.size(
    "spool.maxBytes", 1...1_000_000_000_000_000, default: 10_000_000_000,
    "Most bytes of all batches that wait to be sent; reading pauses there")
  static let maxRejectBytes = Key.size(
    "rejects.maxBytes", 1...1_000_000_000_000_000, default: 1_000_000_000,
    "Most bytes of one run's rejects; the run stops there")
  static let keepRejects = Key.duration(
    "rejects.keep", .seconds(86_400) ... .seconds(10_000 * 86_400), default: .seconds(90 * 86_400),
    "Remove reject files, and forget runs, that are older than this")

  static let all = [
    folder.setting, keepLedger.setting, maxSpoolBytes.setting, maxRejectBytes.setting, keepRejects.setting,
  ]
}
