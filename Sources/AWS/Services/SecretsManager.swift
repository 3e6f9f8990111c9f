import Digest

/// Secrets Manager, of which secrets are read.
///
/// The API page is <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>.
public struct SecretsManager: Sendable {
  public static let action = "secretsmanager:GetSecretValue"

  private let caller: ServiceCaller

  init(_ caller: ServiceCaller) {
    self.caller = caller
  }

  private struct Input: Encodable {
    let SecretId: String
  }

  private struct Output: Decodable {
    let SecretString: String?
    let SecretBinary: String?
  }

  /// The current value of a secret, text or bytes.
  ///
  /// - Parameter id: Its name or its ARN.
  /// - Returns: The bytes of the text, or those that were stored.
  /// - Throws: `AWSError`.
  public func secret(_ id: String) throws(AWSError) -> [UInt8] {
    let operation = AWSOperation(
      action: Self.action, verb: "read", resource: "the secret \(id) in \(caller.region)",
      arn: Self.arns(of: id, region: caller.region).joined(separator: " and "))
    let output: Output = try caller.ask(
      .secretsManager, "secretsmanager.GetSecretValue", Input(SecretId: id), operation)
    if let text = output.SecretString { return Array(text.utf8) }
    guard let bytes = output.SecretBinary.flatMap({ Base64.decode($0) }) else {
      throw .malformedAnswer("it has neither SecretString nor SecretBinary", operation)
    }
    return bytes
  }

  /// What a policy calls a secret: AWS adds a hyphen and six characters to the name.
  ///
  /// - Parameters:
  ///   - id: A name, or an ARN with these characters or without.
  ///   - region: Where a name is looked for.
  ///   - account: Whose a name is.
  /// - Returns: One ARN; two where one was given of which it cannot be told whether it has the characters.
  public static func arns(of id: String, region: String, account: String = "*") -> [String] {
    let added = "-??????"
    guard let arn = ServiceARN(id, of: .secretsManager) else {
      return [ServiceARN.text(.secretsManager, region: region, account: account, "secret:\(id)\(added)")]
    }
    let end = arn.resource.utf8.suffix(added.utf8.count)
    let isWhole = end.first == UInt8(ascii: "-") && end.dropFirst().allSatisfy(\.isASCIILetterOrDigit)
    return (isWhole ? [id] : []) + [id + added]
  }
}
