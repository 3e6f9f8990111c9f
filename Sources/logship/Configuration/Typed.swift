/// What was typed: by flags, by variables and in the file, as given and not yet judged.
struct Typed: Sendable {
  struct Value: Sendable, Equatable {
    let given: Given
    let origin: Origin
  }

  /// One place where values are given, by the path of their setting.
  struct Layer: Sendable {
    var values: [String: Value] = [:]
    var problems: [ConfigurationError] = []
    var warnings: [String] = []
  }

  var flags = Layer()
  var environment = Layer()
  var file = Layer()
  var filePath: String?
  /// The file as it is, secrets included; nil where there is none, or it is no JSON.
  var fileContents: JSONValue?

  /// From the strongest to the weakest.
  var layers: [Layer] { [flags, environment, file] }
}

extension Typed {
  /// Reads variables and file, the file once: it may be a pipe, of which a second look finds nothing.
  ///
  /// - Parameters:
  ///   - flags: What the command line gives.
  ///   - config: The file that `--config` names.
  ///   - surroundings: The environment and the user.
  init(flags: Layer = .init(), config: String? = nil, in surroundings: Surroundings) {
    self.flags = flags
    environment = Layer(variablesIn: surroundings)
    let found: (path: String, bytes: [UInt8])?
    do {
      found = try ConfigurationFile.find(flag: config, in: surroundings)
    } catch {
      file.problems = [error]
      return
    }
    guard let found else { return }
    filePath = found.path
    do {
      let contents = try JSONParser.parse(found.bytes)
      fileContents = contents
      file = Layer(file: found.path, contents)
    } catch {
      let fault = ConfigurationError.Fault.syntax(line: error.line, column: error.column, what: error.what)
      file.problems = [ConfigurationError(fault, at: "", from: .file(found.path))]
    }
  }
}

extension Typed.Layer {
  /// What variables give.
  ///
  /// An empty one is taken for one that is not set.
  ///
  /// - Parameter surroundings: The environment, in which the 2019 Lambda's variables are asked last.
  init(variablesIn surroundings: Surroundings) {
    for setting in SettingTable.all {
      if let variable = setting.variables.first(where: { surroundings[variable: $0] != nil }),
        let text = surroundings[variable: variable]
      {
        values[setting.path] = Typed.Value(given: .text(text), origin: .variable(variable))
      } else if let variable = setting.fileVariables.first(where: { surroundings[variable: $0] != nil }),
        let file = surroundings[variable: variable]
      {
        values[setting.path] = Typed.Value(given: .secretFile(file), origin: .variable(variable))
      }
    }
    let known = SettingTable.all.flatMap { $0.variables + $0.fileVariables } + ["LOGSHIP_CONFIG"]
    let unknown = surroundings.environment.keys.filter { $0.hasPrefix("LOGSHIP_") && !known.contains($0) }
    // Other programs may have variables of this prefix as well, so only one that was likely meant for us is told.
    warnings = unknown.sorted().compactMap { name in
      NearestName.of(name, among: known).map { "\(name) is not a variable of logship; did you mean \($0)?" }
    }
  }

  /// What a configuration file gives.
  ///
  /// - Parameters:
  ///   - path: The file, which names the origin of every value and problem.
  ///   - contents: What it holds.
  init(file path: String, _ contents: JSONValue) {
    add(contents, at: "", origin: .file(path))
  }

  private mutating func add(_ value: JSONValue, at path: String, origin: Origin) {
    guard case .object(let members) = value else {
      problems.append(
        ConfigurationError(
          .notAnObject(value: Shown.text(of: .json(value), at: path), members: SettingTable.members(of: path)),
          at: path, from: origin))
      return
    }
    var seen: Set<String> = []
    for member in members {
      let path = path.isEmpty ? member.name : "\(path).\(member.name)"
      guard seen.insert(member.name).inserted else {
        problems.append(ConfigurationError(.givenTwice, at: Shown.name(path), from: origin))
        continue
      }
      addMember(member.value, at: path, origin: origin)
    }
  }

  /// The value of a setting that is an object, `logType.report`, where a text would do, `logType`.
  private mutating func addValueMember(_ value: JSONValue, at path: String, origin: Origin) -> Bool {
    guard let dot = path.lastIndex(of: "."), let setting = SettingTable.setting(at: String(path[..<dot])),
      setting.valueMember == String(path[path.index(after: dot)...])
    else { return false }
    if value != .null { values[setting.path] = Typed.Value(given: .json(value), origin: origin) }
    return true
  }

  private mutating func addMember(_ value: JSONValue, at path: String, origin: Origin) {
    if addValueMember(value, at: path, origin: origin) { return }
    let isGroup = SettingTable.groups.contains(path)
    let setting = SettingTable.setting(at: path)
    guard isGroup || setting != nil else {
      let nearest = NearestName.of(path, among: SettingTable.names)
      problems.append(ConfigurationError(.unknownSetting(nearest: nearest), at: Shown.name(path), from: origin))
      return
    }
    if value == .null { return }
    // `accessKeyIds` is both: a choice, or an object with the secret of one.
    var value = value
    if case .object = value, isGroup {
      add(value, at: path, origin: origin)
      guard path == ColumnSettings.accessKeyIDs.setting.path else { return }
      value = .text(Settings.AccessKeyIDMode.hashed.rawValue)
    }
    guard let setting else { return add(value, at: path, origin: origin) }
    // A copy of `config.example.json`, or what `logship config` prints, has placeholders, which are no values.
    if case .text(let text) = value, value == setting.example || IngestionConfiguration.placeholders.contains(text) {
      return
    }
    values[path] = Typed.Value(given: .json(value), origin: origin)
  }
}
