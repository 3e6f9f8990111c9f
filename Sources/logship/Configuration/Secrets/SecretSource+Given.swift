import Digest

extension SecretSource {
  /// Tells where a secret is kept from what was given for it.
  ///
  /// Nothing is read yet, so that a run that needs no secret does not ask for one.
  ///
  /// - Parameters:
  ///   - value: A text, a file's name, or one of the forms of `SecretForms`.
  ///   - path: The secret's place in the file.
  ///   - shape: What the secret has to be.
  ///   - surroundings: Where variables are looked up.
  /// - Throws: `ConfigurationError`, also for a literal in a file that other users can read.
  init(
    _ value: Typed.Value, at path: String, shape: SecretShape, in surroundings: Surroundings
  ) throws(ConfigurationError) {
    let form: any SecretForm
    switch value.given {
    case .text(let text):
      // As lists and objects are, a form may be given by a variable; where any text is a secret, it cannot be told from one.
      if shape == .base64, text.trimmingWhiteSpace.hasPrefix("{") {
        guard case .object(let members) = try? JSONParser.parse(Array(text.utf8)) else {
          throw ConfigurationError(.secretForm, at: path, from: value.origin)
        }
        form = try SecretForms.form(
          of: SecretMembers(members, origin: value.origin, path: path, in: surroundings))
      } else {
        form = LiteralSecret(text)
      }
    case .secretFile(let file): form = FileSecret(path: surroundings.expandingHome(file))
    case .json(.text(let text)):
      if case .file(let file) = value.origin, WholeFile.isReadableByOthers(file) {
        throw ConfigurationError(.literalSecretReadable, at: path, from: value.origin)
      }
      form = LiteralSecret(text)
    case .json(.object(let members)):
      form = try SecretForms.form(
        of: SecretMembers(members, origin: value.origin, path: path, in: surroundings))
    default: throw ConfigurationError(.secretForm, at: path, from: value.origin)
    }
    self.init(path: path, origin: value.origin, form: form, shape: shape)
  }
}
