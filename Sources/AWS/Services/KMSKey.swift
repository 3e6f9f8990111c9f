/// A KMS key by its ARN, such as `arn:aws:kms:eu-west-1:123456789012:key/1234abcd`.
public struct KMSKey: Sendable, Equatable {
  public let arn: String
  /// Where the key is, and so whatever is encrypted under it.
  public let region: String

  /// Reads an ARN; nil where it is no key's, as an alias's is none: a policy cannot name a key by its alias.
  public init?(arn: String) {
    guard let parsed = ServiceARN(arn, of: .kms), parsed.resource.hasPrefix("key/") else { return nil }
    self.arn = arn
    region = parsed.region
  }
}
