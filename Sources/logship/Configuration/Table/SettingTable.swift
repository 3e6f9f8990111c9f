/// Every setting, in the order of `config.example.json`.
///
/// A new setting is one `Key` in its group and one name in the group's list.
enum SettingTable {
  static let all: [Setting] =
    SourceSettings.all + EventSettings.all + ColumnSettings.all + DestinationSettings.all + RuleSettings.all
    + AWSSettings.all
    + DeliverySettings.all
    + StateSettings.all + LogSettings.all

  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

  /// What can stand in the file: every setting, `logType.report` as well as `logType`, and every group.
  static let names: [String] =
    all.flatMap { setting in [setting.path] + [setting.valueMember].compactMap { $0.map { "\(setting.path).\($0)" } } }
    + groups.sorted()

  /// The setting at a path.
  static func setting(at path: String) -> Setting? { byPath[path] }

  /// The parts of a path that are objects: `batch`, `destination`, `destination.dataCollector`.
  static let groups: Set<String> = Set(
    all.flatMap { setting in
      let parts = setting.path.split(separator: ".")
      return (1..<parts.count).map { parts.prefix($0).joined(separator: ".") }
    })

  /// What an object at a path may hold, in the order of the table.
  static func members(of group: String) -> [String] {
    let prefix = group.isEmpty ? "" : group + "."
    var names: [String] = []
    for setting in all where setting.path.hasPrefix(prefix) {
      let name = String(setting.path.dropFirst(prefix.count).prefix { $0 != "." })
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}
