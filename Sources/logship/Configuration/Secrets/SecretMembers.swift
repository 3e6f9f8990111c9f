/// The object that says where a secret is kept.
struct SecretMembers {
  private let members: [JSONValue.Member]
  private let origin: Origin
  private let path: String
  let surroundings: Surroundings

  init(_ members: [JSONValue.Member], origin: Origin, path: String, in surroundings: Surroundings) {
    self.members = members
    self.origin = origin
    self.path = path
    self.surroundings = surroundings
  }

  /// What is wrong where no more can be said.
  var unfit: ConfigurationError { ConfigurationError(.secretForm, at: path, from: origin) }

  func has(_ name: String) -> Bool { members.contains { $0.name == name } }

  /// Refuses members that are not known, naming the nearest one that is, and those that are given twice.
  func refuseUnknown(besides known: [String]) throws(ConfigurationError) {
    var seen: Set<String> = []
    for member in members {
      let place = Shown.name("\(path).\(member.name)")
      guard known.contains(member.name) else {
        let nearest = NearestName.of(member.name, among: known).map { "\(path).\($0)" }
        throw ConfigurationError(.unknownSetting(nearest: nearest), at: place, from: origin)
      }
      guard seen.insert(member.name).inserted else {
        throw ConfigurationError(.givenTwice, at: place, from: origin)
      }
    }
  }

  /// The text of a member, which may not be empty.
  func text(_ name: String) throws(ConfigurationError) -> String {
    guard case .text(let text) = value(name), !text.isEmpty, !text.contains("\0") else { throw unfit }
    return text
  }

  /// The text of a member that may be left out.
  func optionalText(_ name: String) throws(ConfigurationError) -> String? {
    has(name) ? try text(name) : nil
  }

  /// A list of texts, of which the first may not be empty.
  func texts(_ name: String) throws(ConfigurationError) -> [String] {
    guard case .array(let values) = value(name) else { throw unfit }
    var texts: [String] = []
    for value in values {
      guard case .text(let text) = value, !text.contains("\0") else { throw unfit }
      texts.append(text)
    }
    guard let first = texts.first, !first.isEmpty else { throw unfit }
    return texts
  }

  /// An object of texts that may be left out.
  func optionalPairs(_ name: String) throws(ConfigurationError) -> [String: String]? {
    guard let value = value(name) else { return nil }
    guard case .object(let members) = value else { throw unfit }
    var pairs: [String: String] = [:]
    for member in members {
      guard case .text(let text) = member.value, pairs.updateValue(text, forKey: member.name) == nil else {
        throw unfit
      }
    }
    return pairs
  }

  /// An object of one of some forms.
  func form(_ name: String, among forms: [any SecretForm.Type]) throws(ConfigurationError) -> any SecretForm {
    guard case .object(let members) = value(name) else { throw unfit }
    return try SecretForms.form(
      of: SecretMembers(members, origin: origin, path: "\(path).\(name)", in: surroundings), among: forms)
  }

  /// An error about a member whose text is not allowed.
  func bad(_ name: String, _ text: String, allowed: String) -> ConfigurationError {
    bad(name, shown: Shown.text(of: Given.text(text)), allowed: allowed)
  }

  /// An error about a member whose value is not allowed, whatever it is.
  func bad(_ name: String, allowed: String) -> ConfigurationError {
    bad(name, shown: value(name).map { Shown.text(of: Given.json($0)) } ?? "not there", allowed: allowed)
  }

  private func bad(_ name: String, shown: String, allowed: String) -> ConfigurationError {
    ConfigurationError(.badValue(shown, allowed: allowed), at: "\(path).\(name)", from: origin)
  }

  private func value(_ name: String) -> JSONValue? {
    members.first { $0.name == name }?.value
  }
}
