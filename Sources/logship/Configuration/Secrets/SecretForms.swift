/// All forms of secrets, in the order in which they are offered.
enum SecretForms {
  static let all: [any SecretForm.Type] = [
    VariableSecret.self,
    FileSecret.self,
    CredentialSecret.self,
    CommandSecret.self,
    ParameterSecret.self,
    ManagedSecret.self,
    EncryptedSecret.self,
  ]

  /// How a secret is given, in words that follow "allowed is".
  static let usage = (all.map { $0.usage }).joined(separator: ", ") + " or a text"

  /// The form that an object of the configuration stands for.
  ///
  /// - Parameters:
  ///   - members: The object.
  ///   - forms: Those that may be given there.
  /// - Returns: The form, nothing of it read yet.
  /// - Throws: Where it is none of them, or has a member that does not belong there.
  static func form(
    of members: SecretMembers, among forms: [any SecretForm.Type] = all
  ) throws(ConfigurationError) -> any SecretForm {
    let form = forms.first { members.has($0.name) }
    try members.refuseUnknown(besides: forms.map { $0.name } + (form?.options ?? []))
    guard let form, forms.filter({ members.has($0.name) }).count == 1 else { throw members.unfit }
    return try form.init(members)
  }
}
