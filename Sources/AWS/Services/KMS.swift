import Digest

/// The Key Management Service, which is asked to decrypt.
///
/// The API page is <https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html>.
public struct KMS: Sendable {
  public static let action = "kms:Decrypt"

  private let caller: ServiceCaller

  init(_ caller: ServiceCaller) {
    self.caller = caller
  }

  private struct Input: Encodable {
    let CiphertextBlob: String
    /// Left out where it is empty, as the SDKs do.
    let EncryptionContext: [String: String]?
  }

  private struct Output: Decodable {
    let Plaintext: String
  }

  /// What a policy calls every key of a region and an account.
  public static func anyKey(region: String, account: String = "*") -> String {
    ServiceARN.text(.kms, region: region, account: account, "key/*")
  }

  /// Decrypts what was encrypted under a symmetric key, which the ciphertext names.
  ///
  /// - Parameters:
  ///   - ciphertext: A `CiphertextBlob`.
  ///   - context: What was given when it was encrypted.
  ///   - name: How messages call the ciphertext.
  /// - Returns: The plaintext.
  /// - Throws: `AWSError`.
  public func decrypt(
    _ ciphertext: [UInt8], context: [String: String], called name: String
  ) throws(AWSError) -> [UInt8] {
    let operation = AWSOperation(
      action: Self.action, verb: "decrypt", resource: "\(name) in \(caller.region)",
      arn: Self.anyKey(region: caller.region))
    let input = Input(
      CiphertextBlob: Base64.encode(ciphertext), EncryptionContext: context.isEmpty ? nil : context)
    let output: Output = try caller.ask(.kms, "TrentService.Decrypt", input, operation)
    guard let plaintext = Base64.decode(output.Plaintext) else {
      throw .malformedAnswer("its Plaintext is not Base64", operation)
    }
    return plaintext
  }
}
