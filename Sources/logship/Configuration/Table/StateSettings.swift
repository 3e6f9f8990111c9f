/// What is kept on this machine.
enum StateSettings {
  static let folder = Key<String?>.optionalText(
    "state", .path,
    "Folder of what is remembered between runs; default: $STATE_DIRECTORY, else /var/lib/logship for root, "
      + "else $XDG_STATE_HOME/logship, else ~/.local/state/logship",
    valueName: "folder")
  static let maxRejectBytes = Key.size(
    "rejects.maxBytes", 1...1_000_000_000_000_000, default: 1_000_000_000,
    "Most bytes of one run's rejects; the run stops there")

  static let all = [folder.setting, maxRejectBytes.setting]
}
