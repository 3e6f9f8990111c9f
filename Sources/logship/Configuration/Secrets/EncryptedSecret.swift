import AWS
import Digest

/// A secret that KMS decrypts: its ciphertext is in a variable or a file, in Base64.
struct EncryptedSecret: SecretForm {
  static var name: String { "kms" }
  static var usage: String { "{\"kms\": {\"env\": NAME}}, {\"kms\": {\"file\": PATH}}" }
  static var meaning: String {
    "What AWS KMS decrypts of a variable or a file with a ciphertext in Base64. encryptionContext is what it was encrypted "
      + "with; on Lambda it is {\"LambdaFunctionName\": NAME} where none is given."
  }
  static var options: [String] { [contextMember] }

  private static let contextMember = "encryptionContext"

  private let ciphertext: any SecretForm
  /// What was given when it was encrypted; the console's helper for Lambda gives the function's name.
  let context: [String: String]

  init(_ members: SecretMembers) throws(ConfigurationError) {
    ciphertext = try members.form(Self.name, among: [VariableSecret.self, FileSecret.self])
    let function = members.surroundings[variable: "AWS_LAMBDA_FUNCTION_NAME"]
    context = try members.optionalPairs(Self.contextMember) ?? function.map { ["LambdaFunctionName": $0] } ?? [:]
  }

  var detail: String { "{\"kms\": \(ciphertext.detail)}" }
  var place: String { "the ciphertext in \(ciphertext.place)" }
  var isOfThisMachine: Bool { false }

  /// The ciphertext names its key to nobody but KMS: unless the user names it, its context has to do.
  func permission(_ sid: String, in place: PolicyPlace) -> Permission? {
    let keys = place.keysOfRegion.map(\.arn)
    return Permission(
      sid: sid, actions: [KMS.action], resources: keys.isEmpty ? [place.anyKey] : keys,
      conditions: context.sorted { $0.key < $1.key }.map { name, value in
        // Of what means something in patterns only the variables mean something here.
        .init(
          test: "StringEquals", key: "kms:EncryptionContext:\(name)", values: [value.replacing("$", with: "${$}")])
      })
  }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    let text = String(decoding: try ciphertext.read(access), as: UTF8.self).trimmingWhiteSpace
    guard let bytes = Base64.decode(text), !bytes.isEmpty else {
      throw SecretFailure(
        .configuration, ", which is not Base64; give the CiphertextBlob as `aws kms encrypt` prints it")
    }
    do {
      return try access.aws().kms().decrypt(bytes, context: context, called: place)
    } catch {
      throw SecretFailure(error)
    }
  }
}

extension EncryptedSecret {
  static func == (one: EncryptedSecret, other: EncryptedSecret) -> Bool {
    one.context == other.context && one.ciphertext.equals(other.ciphertext)
  }
}
