import Digest

/// An access key, and the session that it belongs to if it is a temporary one.
public struct AWSCredentials: Sendable, Equatable {
  public let accessKeyId: String
  public let secretAccessKey: Secret
  public let sessionToken: Secret?
  /// Seconds since 1970; nil for a key that does not expire, or whose end is not known.
  public let expiration: Int64?
  /// Where the key is from, in words for a person: `environment`, `profile "audit" in /home/ann/.aws/credentials`.
  public var provider: String

  /// An access key.
  public init(
    accessKeyId: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Int64? = nil,
    provider: String = ""
  ) {
    self.accessKeyId = accessKeyId
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
    self.provider = provider
  }

  /// The same key, told to be from somewhere.
  func from(_ provider: String) -> AWSCredentials {
    var named = self
    named.provider = provider
    return named
  }
}
