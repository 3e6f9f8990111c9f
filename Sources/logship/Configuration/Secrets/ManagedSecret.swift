import AWS

/// A secret of Secrets Manager: the whole of it, or one member of its JSON.
struct ManagedSecret: SecretForm {
  static var name: String { "secretsManager" }
  static var usage: String { "{\"secretsManager\": ID, \"jsonKey\": KEY}" }
  static var meaning: String {
    "A secret of AWS Secrets Manager by its name or its ARN; with jsonKey, one text of its JSON."
  }
  static var options: [String] { [keyMember] }

  private static let keyMember = "jsonKey"

  /// A name or an ARN.
  let id: String
  private let key: String?

  init(_ members: SecretMembers) throws(ConfigurationError) {
    id = try members.text(Self.name)
    key = try members.optionalText(Self.keyMember)
  }

  var detail: String {
    let key = key.map { ", \"\(Self.keyMember)\": \(JSONValue.quoted($0))" } ?? ""
    return "{\"secretsManager\": \(JSONValue.quoted(id))\(key)}"
  }

  var place: String {
    "\(key.map { "\(Shown.name($0)) in " } ?? "")the secret \(Shown.name(id)) of Secrets Manager"
  }

  var isOfThisMachine: Bool { false }

  func permission(_ sid: String, in place: PolicyPlace) -> Permission? {
    let arns = SecretsManager.arns(of: Permission.literal(id), region: place.region, account: place.account)
    return Permission(sid: sid, actions: [SecretsManager.action], resources: arns)
  }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try access.aws().secretsManager(of: id).secret(id)
    } catch {
      throw SecretFailure(error)
    }
    guard let key else { return bytes }
    return try member(key, of: bytes)
  }

  /// One text of the secret's JSON; no error says what else is in it.
  private func member(_ key: String, of bytes: [UInt8]) throws(SecretFailure) -> [UInt8] {
    guard case .object(let members) = try? JSONParser.parse(bytes) else {
      throw SecretFailure(.configuration, ", which is no JSON object; leave out \(Self.keyMember) to take it whole")
    }
    let found = members.filter { $0.name == key }
    guard let first = found.first else { throw SecretFailure(.configuration, ", but it has no such member") }
    guard found.count == 1, case .text(let text) = first.value else {
      throw SecretFailure(.configuration, ", which is not one text")
    }
    return Array(text.utf8)
  }
}
