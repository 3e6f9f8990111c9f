import Digest

/// A secret in a variable, with its value at the start of the process, which cannot change.
struct VariableSecret: SecretForm {
  static var name: String { "env" }
  static var usage: String { "{\"env\": NAME}" }
  static var meaning: String { "A variable, as it was when logship started." }

  private let variable: String
  private let value: Secret?
  private let isText: Bool

  init(_ members: SecretMembers) throws(ConfigurationError) {
    variable = try members.text(Self.name)
    value = members.surroundings[variable: variable].map { Secret($0) }
    isText = !members.surroundings.mended.contains(variable)
  }

  var detail: String { "{\"env\": \(JSONValue.quoted(variable))}" }
  var place: String { "the variable \(variable)" }
  var isAbsent: Bool { value == nil }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    guard let value else { throw SecretFailure(.configuration, ", which is not set") }
    guard isText else { throw SecretFailure(.configuration, ", which holds bytes that are no UTF-8") }
    return Array(value.reveal().utf8)
  }
}
