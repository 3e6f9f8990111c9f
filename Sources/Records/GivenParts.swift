/// What reports are given from outside whose form does not say it: those of a credential report, of `list-access-keys` and
/// of `get-access-key-last-used`.
public struct GivenParts: Sendable, Equatable {
  /// At most twelve digits.
  public var account: String?
  public var time: Timestamp?

  /// Parts of these values; nil where nothing is given.
  public init(account: String? = nil, time: Timestamp? = nil) {
    self.account = account
    self.time = time
  }
}
