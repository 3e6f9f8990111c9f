/// Decides every setting: the strongest layer wins, every layer is judged.
struct Resolution {
  private(set) var values: [String: (value: SettingValue, origin: Origin)] = [:]
  private(set) var problems: [ConfigurationError] = []
  private let surroundings: Surroundings

  init(_ typed: Typed, in surroundings: Surroundings) {
    self.surroundings = surroundings
    for layer in typed.layers {
      problems += layer.problems
      var given = layer.values
      // Who gives the secret of hashed ids chooses hashed ids, unless the same place chooses otherwise.
      let hashKey = given[ColumnSettings.hashKey.setting.path]
      if let hashKey, given[ColumnSettings.accessKeyIDs.setting.path] == nil {
        let hashed = Settings.AccessKeyIDMode.hashed.rawValue
        given[ColumnSettings.accessKeyIDs.setting.path] = .init(given: .text(hashed), origin: hashKey.origin)
      }
      for setting in SettingTable.all {
        guard let given = given[setting.path] else { continue }
        do {
          let value = try read(given, of: setting)
          if values[setting.path] == nil { values[setting.path] = (value, given.origin) }
        } catch {
          problems.append(error)
        }
      }
    }
  }

  /// The value of a setting, or its default.
  subscript<Value>(key: Key<Value>) -> Value {
    assert(SettingTable.setting(at: key.setting.path) != nil, "\(key.setting.path) is not in the table")
    return values[key.setting.path].flatMap { key.convert($0.value) } ?? key.fallback
  }

  func origin(_ path: String) -> Origin {
    values[path]?.origin ?? .standard
  }

  /// A problem of a setting, wherever it stands.
  func problem(_ fault: ConfigurationError.Fault, _ path: String) -> ConfigurationError {
    ConfigurationError(fault, at: path, from: origin(path))
  }

  private func read(_ given: Typed.Value, of setting: Setting) throws(ConfigurationError) -> SettingValue {
    if case .secret(let shape) = setting.kind {
      return .secret(try SecretSource(given, at: setting.path, shape: shape, in: surroundings))
    }
    if case .signIn = setting.kind { return .signIn(try SignInSetting(given, at: setting.path, in: surroundings)) }
    let value: SettingValue
    do {
      value = try setting.kind.read(given.given)
    } catch {
      throw ConfigurationError(
        .badValue(Shown.text(of: given.given, at: setting.path), allowed: error.allowed), at: setting.path,
        from: given.origin)
    }
    if case .text(let text) = value, case .text(let shape) = setting.kind, shape.isPath {
      return .text(surroundings.expandingHome(text))
    }
    return value
  }
}
