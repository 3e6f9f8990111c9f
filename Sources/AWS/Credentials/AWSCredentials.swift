import Digest

/// An access key, and the session that it belongs to if it is a temporary one.
public struct AWSCredentials: Sendable, Equatable {
  public let accessKeyId: String
  public let secretAccessKey: Secret
  public let sessionToken: Secret?
  /// Seconds since 1970; nil for a key that does not expire, or whose end is not known.
  public let expiration: Int64?

  /// An access key.
  public init(accessKeyId: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Int64? = nil) {
    self.accessKeyId = accessKeyId
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }
}
