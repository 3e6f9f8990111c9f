/// A setting whose value has a type of its own: the table's rows as the program reads them.
struct Key<Value: Sendable>: Sendable {
  let setting: Setting
  /// The value where nobody gave one.
  let fallback: Value
  /// From a value that the setting's kind has read.
  let convert: @Sendable (SettingValue) -> Value?
}

extension Key where Value == Int {
  static func count(_ path: String, _ range: ClosedRange<Int>, default fallback: Int, _ help: String) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .count(range), fallback: .number("\(fallback)"), help: help, valueName: "number"),
      fallback: fallback, convert: \.number)
  }

  static func size(_ path: String, _ range: ClosedRange<Int>, default fallback: Int, _ help: String) -> Key {
    Key(
      setting: Setting(path: path, kind: .size(range), fallback: .number("\(fallback)"), help: help, valueName: "size"),
      fallback: fallback, convert: \.number)
  }
}

extension Key where Value == Duration {
  static func duration(
    _ path: String, _ range: ClosedRange<Duration>, default fallback: Duration, _ help: String
  ) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .duration(range), fallback: .text(DurationText.text(fallback)), help: help, valueName: "time"),
      fallback: fallback, convert: \.duration)
  }
}

extension Key where Value == Duration? {
  static func optionalDuration(
    _ path: String, _ range: ClosedRange<Duration>, _ help: String, valueMember: String? = nil
  ) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .duration(range), fallback: .null, help: help, valueName: "time", valueMember: valueMember),
      fallback: nil, convert: \.duration)
  }
}

extension Key where Value == Bool {
  static func toggle(
    _ path: String, default fallback: Bool, _ help: String, flagAliases: [String] = []
  ) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .toggle, fallback: .toggle(fallback), help: help, valueName: "true|false",
        flagAliases: flagAliases),
      fallback: fallback, convert: \.toggle)
  }
}

extension Key where Value == [String] {
  static func list(
    _ path: String, of valueName: String, each form: TextForm = .any, _ help: String
  ) -> Key {
    Key(
      setting: Setting(path: path, kind: .list(form), fallback: .array([]), help: help, valueName: valueName),
      fallback: [], convert: \.list)
  }
}

extension Key where Value == [NamedText] {
  static func pairs(_ path: String, of valueName: String, _ help: String) -> Key {
    Key(
      setting: Setting(path: path, kind: .pairs, fallback: .object([]), help: help, valueName: valueName),
      fallback: [], convert: \.pairs)
  }
}

extension Key where Value == String {
  static func text(
    _ path: String, _ shape: TextForm, default fallback: String, _ help: String, valueName: String = "text",
    flagAliases: [String] = [], variableAliases: [String] = [], valueMember: String? = nil,
    formerVariables: [String] = []
  ) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .text(shape), fallback: .text(fallback), help: help, valueName: valueName,
        flagAliases: flagAliases, variableAliases: variableAliases, valueMember: valueMember,
        formerVariables: formerVariables),
      fallback: fallback, convert: \.text)
  }
}

extension Key where Value == String? {
  static func optionalText(
    _ path: String, _ shape: TextForm, _ help: String, valueName: String = "text", example: JSONValue? = nil,
    flagAliases: [String] = [], variableAliases: [String] = [], formerVariables: [String] = []
  ) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .text(shape), fallback: .null, example: example, help: help, valueName: valueName,
        flagAliases: flagAliases, variableAliases: variableAliases, formerVariables: formerVariables),
      fallback: nil, convert: \.text)
  }
}

extension Key where Value == SecretSource? {
  static func secret(
    _ path: String, _ shape: SecretShape, _ help: String, example: JSONValue? = nil,
    flagAliases: [String] = [], variableAliases: [String] = [], formerVariables: [String] = []
  ) -> Key {
    Key(
      setting: Setting(
        path: path, kind: .secret(shape), fallback: .null, example: example, help: help, valueName: "path",
        flagAliases: flagAliases, variableAliases: variableAliases, formerVariables: formerVariables),
      fallback: nil, convert: \.secret)
  }
}

extension Key where Value == SignInSetting {
  static func signIn(_ path: String, _ help: String, flagAliases: [String] = []) -> Key {
    let fallback = SignInSetting(form: .standard)
    return Key(
      setting: Setting(
        path: path, kind: .signIn, fallback: .text(fallback.form.rawValue), help: help,
        valueName: SignInSetting.Form.allCases.map(\.rawValue).joined(separator: "|"),
        flagAliases: flagAliases),
      fallback: fallback, convert: \.signIn)
  }
}

extension Key where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  static func choice(_ path: String, default fallback: Value, _ help: String) -> Key {
    let names = Value.allCases.map(\.rawValue)
    return Key(
      setting: Setting(
        path: path, kind: .choice(names), fallback: .text(fallback.rawValue), help: help,
        valueName: names.joined(separator: "|")),
      fallback: fallback, convert: { $0.text.flatMap(Value.init(rawValue:)) })
  }
}

extension SettingValue {
  fileprivate var text: String? { if case .text(let value) = self { value } else { nil } }
  fileprivate var number: Int? { if case .number(let value) = self { value } else { nil } }
  fileprivate var duration: Duration? { if case .duration(let value) = self { value } else { nil } }
  fileprivate var toggle: Bool? { if case .toggle(let value) = self { value } else { nil } }
  fileprivate var list: [String]? { if case .list(let value) = self { value } else { nil } }
  fileprivate var pairs: [NamedText]? { if case .pairs(let value) = self { value } else { nil } }
  fileprivate var signIn: SignInSetting? { if case .signIn(let value) = self { value } else { nil } }
  fileprivate var secret: SecretSource? { if case .secret(let value) = self { value } else { nil } }
}
