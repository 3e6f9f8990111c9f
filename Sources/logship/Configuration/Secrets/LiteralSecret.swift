import Digest

/// A secret that was given itself; no object stands for it.
struct LiteralSecret: Sendable, Equatable {
  private let value: Secret

  init(_ text: String) {
    value = Secret(text)
  }
}

extension LiteralSecret: SecretForm {
  static var name: String { "" }
  static var usage: String { "a text" }
  static var meaning: String { "The secret itself." }

  init(_ members: SecretMembers) throws(ConfigurationError) {
    throw members.unfit
  }

  var detail: String { "" }
  var place: String { "the value" }

  func read(_ access: SecretAccess) -> [UInt8] { Array(value.reveal().utf8) }
}
