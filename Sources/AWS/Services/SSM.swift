/// Systems Manager, of which only the parameters are read.
///
/// The API page is <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>.
public struct SSM: Sendable {
  public static let action = "ssm:GetParameter"

  private let caller: ServiceCaller

  init(_ caller: ServiceCaller) {
    self.caller = caller
  }

  private struct Input: Encodable {
    let Name: String
    let WithDecryption = true
  }

  private struct Output: Decodable {
    struct Parameter: Decodable { let Value: String }
    let Parameter: Parameter
  }

  /// The value of a parameter, decrypted where it is a SecureString.
  ///
  /// - Parameter name: With its path, also with `:VERSION` or `:LABEL` behind it, or an ARN.
  /// - Returns: Its text in UTF-8.
  /// - Throws: `AWSError`.
  public func parameter(_ name: String) throws(AWSError) -> [UInt8] {
    let operation = AWSOperation(
      action: Self.action, verb: "read", resource: "the parameter \(name) in \(caller.region)",
      arn: Self.arn(of: name, region: caller.region))
    let output: Output = try caller.ask(.ssm, "AmazonSSM.GetParameter", Input(Name: name), operation)
    return Array(output.Parameter.Value.utf8)
  }

  /// What a policy calls a parameter; a version or a label is no part of it.
  public static func arn(of name: String, region: String, account: String = "*") -> String {
    if let arn = ServiceARN(name, of: .ssm) {
      return String(name.dropLast(arn.resource.drop { $0 != ":" }.count))
    }
    let bare = name.prefix { $0 != ":" }
    return ServiceARN.text(
      .ssm, region: region, account: account, "parameter\(bare.hasPrefix("/") ? "" : "/")\(bare)")
  }
}
