import AWS

/// A parameter of Systems Manager, a SecureString mostly.
struct ParameterSecret: SecretForm {
  static var name: String { "ssm" }
  static var usage: String { "{\"ssm\": NAME}" }
  static var meaning: String { "A parameter of AWS Systems Manager, decrypted: its name or its ARN." }

  /// With its path, or an ARN.
  let parameter: String

  init(_ members: SecretMembers) throws(ConfigurationError) {
    parameter = try members.text(Self.name)
  }

  var detail: String { "{\"ssm\": \(JSONValue.quoted(parameter))}" }
  var place: String { "the parameter \(Shown.name(parameter)) of SSM" }
  var isOfThisMachine: Bool { false }

  func permission(_ sid: String, in place: PolicyPlace) -> Permission? {
    let arn = SSM.arn(of: Permission.literal(parameter), region: place.region, account: place.account)
    return Permission(sid: sid, actions: [SSM.action], resources: [arn])
  }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    do {
      return try access.aws().ssm(of: parameter).parameter(parameter)
    } catch {
      throw SecretFailure(error)
    }
  }
}
