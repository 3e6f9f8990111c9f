import Digest

extension SecretSource {
  /// Tells where a secret is kept from what was given for it.
  ///
  /// Nothing is read yet, so that a run that needs no secret does not ask for one.
  ///
  /// - Parameters:
  ///   - value: A text, a file's name, or one of the forms of `SecretShape.forms`.
  ///   - setting: The secret's row.
  ///   - shape: What the secret has to be.
  ///   - surroundings: Where variables are looked up.
  /// - Throws: `ConfigurationError`, also for a literal in a file that other users can read.
  init(
    _ value: Typed.Value, of setting: Setting, shape: SecretShape, in surroundings: Surroundings
  ) throws(ConfigurationError) {
    let place: Place
    switch value.given {
    case .text(let text): place = .literal(Secret(text))
    case .secretFile(let file): place = .file(surroundings.expandingHome(file))
    case .json(.text(let text)):
      if case .file(let file) = value.origin, WholeFile.isReadableByOthers(file) {
        throw .literalSecretReadable(origin: value.origin, path: setting.path)
      }
      place = .literal(Secret(text))
    case .json(.object(let members)):
      place = try Self.place(members, of: setting, origin: value.origin, in: surroundings)
    default: throw .secretForm(origin: value.origin, path: setting.path)
    }
    self.init(path: setting.path, origin: value.origin, place: place, shape: shape)
  }

  private static func place(
    _ members: [JSONValue.Member], of setting: Setting, origin: Origin, in surroundings: Surroundings
  ) throws(ConfigurationError) -> Place {
    let forms = ["env", "file"]
    if let other = members.first(where: { !forms.contains($0.name) }) {
      let nearest = NearestName.of(other.name, among: forms).map { "\(setting.path).\($0)" }
      throw .unknownSetting(origin: origin, path: Shown.name("\(setting.path).\(other.name)"), nearest: nearest)
    }
    guard members.count == 1, let only = members.first, case .text(let text) = only.value, !text.isEmpty else {
      throw .secretForm(origin: origin, path: setting.path)
    }
    return only.name == "env"
      ? .variable(name: text, value: surroundings[variable: text].map { Secret($0) })
      : .file(surroundings.expandingHome(text))
  }
}
