/// The state of one access key on one day, as the 2019 programs reported it.
///
/// A key that was never used has neither date nor region nor service of a last use; one of the root user has no id, since
/// no call gives it.
public struct KeyReport: Sendable, Equatable {
  /// `2026-11-24`, in UTC.
  public var day: String
  public var user: String
  /// Twelve digits.
  public var account: String
  /// As it may leave the machine; nil where it is not known.
  public var keyID: String?
  /// `2019-06-25T21:52:43`, in UTC; nil where it is not known.
  public var created: String?
  /// In the form of `created`; nil for a key that was never used.
  public var lastUsed: String?
  public var region: String?
  /// `Active`, `Inactive` or `Expired`; nil where it is not known.
  public var status: String?
  public var service: String?
  /// `1` or `2`, of a key without an id: which of its user's keys it is.
  public var slot: String?

  /// A key of which no more is known than whose it is.
  public init(day: String, user: String, account: String) {
    self.day = day
    self.user = user
    self.account = account
  }

  /// Names and values in the order in which the 2019 programs wrote them, and the slot, which they did not know.
  var fields: [(name: String, value: String?)] {
    [
      ("loggedDate", day), ("user", user), ("account_number", account), ("AccessKeyId", keyID), ("CreateDate", created),
      ("LastUsedDate", lastUsed), ("Region", region), ("Status", status), ("ServiceName", service), ("KeySlot", slot),
    ]
  }
}
