extension SignInSetting {
  /// Reads what was given for it.
  ///
  /// - Parameters:
  ///   - value: The name of a form, or an object with one member that is called as a form and holds what belongs to it.
  ///   - path: The setting's.
  ///   - surroundings: Where variables are looked up.
  /// - Throws: `ConfigurationError`, without anything of a secret.
  init(_ value: Typed.Value, at path: String, in surroundings: Surroundings) throws(ConfigurationError) {
    switch value.given {
    case .text(let text) where text.trimmingWhiteSpace.hasPrefix("{"):
      // A secret that stands on a command line is seen by everybody.
      if case .flag = value.origin { throw Self.unfit(value, path) }
      guard let json = try? JSONParser.parse(Array(text.utf8)) else { throw Self.unfit(value, path) }
      try self.init(json, value.origin, path, surroundings)
    case .text(let text): try self.init(.text(text), value.origin, path, surroundings)
    case .json(let json): try self.init(json, value.origin, path, surroundings)
    case .texts, .secretFile: throw Self.unfit(value, path)
    }
  }

  private init(
    _ json: JSONValue, _ origin: Origin, _ path: String, _ surroundings: Surroundings
  ) throws(ConfigurationError) {
    let value = Typed.Value(given: .json(json), origin: origin)
    switch json {
    case .text(let name):
      guard let form = Form(rawValue: name) else { throw Self.unfit(value, path) }
      self.init(form: form)
    case .object(let members):
      guard let member = members.first, members.count == 1 else { throw Self.unfit(value, path) }
      guard let form = Form(rawValue: member.name) else {
        let nearest = NearestName.of(member.name, among: Form.allCases.map(\.rawValue)).map { "\(path).\($0)" }
        throw ConfigurationError(
          .unknownSetting(nearest: nearest), at: Shown.name("\(path).\(member.name)"), from: origin)
      }
      let inner = "\(path).\(form.rawValue)"
      guard case .object(let parts) = member.value else {
        throw ConfigurationError(
          .notAnObject(value: Shown.text(of: .json(member.value), at: path), members: form.members), at: inner,
          from: origin)
      }
      self.init(form: form)
      try fill(parts, origin, inner, surroundings)
    default: throw Self.unfit(value, path)
    }
  }

  private mutating func fill(
    _ parts: [JSONValue.Member], _ origin: Origin, _ path: String, _ surroundings: Surroundings
  ) throws(ConfigurationError) {
    let members = SecretMembers(parts, origin: origin, path: path, in: surroundings)
    try members.refuseUnknown(besides: form.members)
    tenantID = try text("tenantId", of: members, allowed: Self.tenant)
    clientID = try text("clientId", of: members, allowed: Self.application)
    certificate = try text("certificate", of: members, allowed: .path).map { surroundings.expandingHome($0) }
    tokenFile = try text("tokenFile", of: members, allowed: .path).map { surroundings.expandingHome($0) }
    for part in parts where ["secret", "password"].contains(part.name) {
      secret = try SecretSource(
        Typed.Value(given: .json(part.value), origin: origin), at: "\(path).\(part.name)", shape: .text,
        in: surroundings)
    }
  }

  private func text(
    _ name: String, of members: SecretMembers, allowed form: TextForm
  ) throws(ConfigurationError) -> String? {
    guard members.has(name) else { return nil }
    guard let text = try? members.text(name), form.accepts(text) else { throw members.bad(name, allowed: form.allowed) }
    return text
  }

  private static let application = TextForm(allowed: "the application's or the identity's client id, a GUID") { text in
    TextForm.guid.accepts(text)
  }

  /// A tenant's GUID or one of its domains, as azure-identity takes it.
  private static let tenant = TextForm(allowed: "the tenant's GUID or one of its domains") { text in
    !text.isEmpty && text.utf8.count <= 253
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
  }

  private static func unfit(_ value: Typed.Value, _ path: String) -> ConfigurationError {
    var allowed = Self.allowed
    if case .flag = value.origin { allowed = "\(names); an object with more stands in a file or a variable" }
    switch value.given {
    case .text(let text), .json(.text(let text)):
      // The text itself may be a secret in the wrong place.
      if let nearest = NearestName.of(text, among: Form.allCases.map(\.rawValue)) {
        allowed += "; did you mean \(nearest)?"
      }
    default: break
    }
    return ConfigurationError(
      .badValue(Shown.text(of: value.given, at: path), allowed: allowed), at: path, from: value.origin)
  }
}
