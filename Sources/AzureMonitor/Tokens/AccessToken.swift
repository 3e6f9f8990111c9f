import Digest

/// A bearer token of Entra ID.
public struct AccessToken: Sendable, Equatable {
  /// What stands behind `Bearer ` in the header `Authorization`.
  public let value: Secret
  /// When it ends, in seconds since 1970.
  public let expires: Int64
  /// When whoever gave it would like it to be replaced, in seconds since 1970; nil where nothing was said.
  public let refresh: Int64?
  /// Who gave it, as far as the name of the form does not tell: `the metadata service`, `environment (secret)`.
  public private(set) var giver: String?

  /// A token.
  public init(value: Secret, expires: Int64, refresh: Int64? = nil) {
    self.value = value
    self.expires = expires
    self.refresh = refresh
  }

  /// The same with who gave it in front of whom was told so far.
  func given(by name: String) -> AccessToken {
    var token = self
    token.giver = giver.map { "\(name), \($0)" } ?? name
    return token
  }
}
