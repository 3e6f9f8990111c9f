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

  /// Which part has a line end or another control character, which no header can carry.
  var unfitPart: Part? {
    let parts: [(Part, String)] = [
      (.accessKeyId, accessKeyId), (.secretAccessKey, secretAccessKey.reveal()),
      (.sessionToken, sessionToken?.reveal() ?? ""),
    ]
    return parts.first { $0.1.utf8.contains { $0 < 0x20 || $0 == 0x7F } }?.0
  }

  /// The parts of a key.
  enum Part: String {
    case accessKeyId = "access key id"
    case secretAccessKey = "secret access key"
    case sessionToken = "session token"

    /// Follows the name of what holds the part.
    static let unfit = "has a line break or another control character, perhaps from a file with Windows line ends"
  }

  /// What of it goes out with each request, and may come back in an answer.
  var sent: [Secret] { sessionToken.map { [$0] } ?? [] }

  /// The same key, told to be from somewhere.
  func from(_ provider: String) -> AWSCredentials {
    var named = self
    named.provider = provider
    return named
  }
}
