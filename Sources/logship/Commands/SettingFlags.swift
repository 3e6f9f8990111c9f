import ArgumentParser

/// The flags of the settings, made from the table when the program starts.
///
/// ArgumentParser finds the arguments of a type by walking its mirror and then decodes them by their names. So the
/// mirror is made from the table here and the decoding goes through it by name; nothing has to be declared twice.
struct SettingFlags<Choice: SettingChoice>: ParsableArguments, CustomReflectable {
  private(set) var layer = Typed.Layer()

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for setting in Choice.settings {
      let name = Name(setting)
      guard let given = try Self.given(name, setting, container) else { continue }
      layer.values[setting.path] = Typed.Value(given: given, origin: .flag(setting.flags[0]))
    }
  }

  var customMirror: Mirror {
    Mirror(self, children: Choice.arguments.map { (label: $0.name, value: $0.argument) })
  }

  static func arguments() -> [SettingArgument] {
    Choice.settings.map { (Name($0).stringValue, argument(of: $0)) }
  }

  private static func given(
    _ name: Name, _ setting: Setting, _ container: KeyedDecodingContainer<Name>
  ) throws -> Given? {
    switch setting.kind {
    case .toggle:
      try container.decode(Flag<Bool?>.self, forKey: name).wrappedValue.map { .json(.toggle($0)) }
    case .list, .pairs:
      // An empty list stands for no such flag: there is no way to type one.
      try Optional(container.decode(Option<[String]>.self, forKey: name).wrappedValue)
        .flatMap { $0.isEmpty ? nil : .texts($0) }
    case .secret:
      try container.decode(Option<String?>.self, forKey: name).wrappedValue.map { .secretFile($0) }
    case .text, .choice, .count, .size, .duration, .signIn:
      try container.decode(Option<String?>.self, forKey: name).wrappedValue.map { .text($0) }
    }
  }

  private static func argument(of setting: Setting) -> any Sendable {
    let names = NameSpecification(
      (setting.flagAliases + [setting.flag]).map { NameSpecification.Element.customLong($0) })
    let help = ArgumentHelp(helpText(of: setting), valueName: setting.valueName)
    switch setting.kind {
    case .toggle: return Flag<Bool?>(name: names, inversion: .prefixedNo, help: help)
    case .list, .pairs: return Option<[String]>(wrappedValue: [], name: names, help: help)
    case .choice(let values): return Option<String?>(name: names, help: help, completion: .list(values))
    case .text(let shape) where shape.isPath: return Option<String?>(name: names, help: help, completion: .file())
    case .secret: return Option<String?>(name: names, help: help, completion: .file())
    case .signIn:
      return Option<String?>(
        name: names, help: help, completion: .list(SignInSetting.Form.allCases.map(\.rawValue)))
    case .text, .count, .size, .duration: return Option<String?>(name: names, help: help)
    }
  }

  private static func helpText(of setting: Setting) -> String {
    switch setting.fallback {
    case _ where setting.isSecret: "File with: \(setting.help)"
    case .null, .array, .object: setting.help
    default: "\(setting.help) (default: \(Shown.effective(setting.fallback)))"
    }
  }

  /// The name by which ArgumentParser keeps a flag's value.
  ///
  /// A dot would divide it, so there is none in it.
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ setting: Setting) {
      stringValue = setting.path.split(separator: ".").joined(separator: "_")
    }

    init?(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
  }
}

/// A flag as ArgumentParser takes it, by the name under which it keeps the value.
typealias SettingArgument = (name: String, argument: any Sendable)

/// The settings that a command has flags for.
protocol SettingChoice {
  static var settings: [Setting] { get }
  /// Those of `SettingFlags`, made once: ArgumentParser walks the mirror many times over.
  static var arguments: [SettingArgument] { get }
}

/// Every setting.
enum AllSettings: SettingChoice {
  static let settings = SettingTable.all
  static let arguments = SettingFlags<AllSettings>.arguments()
}
