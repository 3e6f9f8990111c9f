/// The text of `config.example.json`: every setting of the table with its default, or with a placeholder.
enum ExampleConfiguration {
  static var text: String { object(at: "").pretty() + "\n" }

  private static func object(at path: String) -> JSONValue {
    .object(
      SettingTable.members(of: path).map { name in
        let path = path.isEmpty ? name : "\(path).\(name)"
        guard let setting = SettingTable.setting(at: path) else {
          return .init(name: name, value: object(at: path))
        }
        guard let member = setting.valueMember, case .object(let others) = object(at: path) else {
          return .init(name: name, value: setting.example ?? setting.fallback)
        }
        return .init(name: name, value: .object([.init(name: member, value: setting.fallback)] + others))
      })
  }
}
