/// What AWS's own words say of a denied request: who may not do what, and on what.
///
/// They read `User: ARN is not authorized to perform: ACTION on resource: ARN because …`, or `… with an explicit deny in
/// …`; older services leave parts out.
struct Denial: Equatable {
  /// The identity without its account: `user/ann`, `role/shipper`.
  private(set) var principal: String?
  /// Such as `kms:Decrypt`, which reading an encrypted object takes beside `s3:GetObject`.
  private(set) var action: String?
  /// Such as a key's ARN.
  private(set) var resource: String?
  /// Which policy allows it not, or denies it: `because …` or `with an explicit deny …`.
  private(set) var reason: String?

  init(_ message: String) {
    principal = Self.principal(message)
    guard let perform = message.firstRange(of: "not authorized to perform: ") else { return }
    let rest = message[perform.upperBound...]
    let action = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":" || $0 == "-") }
    guard action.contains(":") else { return }
    self.action = String(action)
    for beginning in [" because ", " with an explicit deny "] {
      guard let found = rest.firstRange(of: beginning) else { continue }
      reason = String(rest[found.lowerBound...].dropFirst())
      break
    }
    guard let on = rest.firstRange(of: " on resource: ") else { return }
    let arn = rest[on.upperBound...].drop { $0 == "\"" }.prefix { !$0.isWhitespace && $0 != "\"" }
    if arn.hasPrefix("arn:") { resource = String(arn) }
  }

  private static func principal(_ message: String) -> String? {
    guard let start = message.firstRange(of: "User: arn:") else { return nil }
    let arn = message[start.upperBound...].prefix { !$0.isWhitespace }
    // What stands before is "aws:iam::123456789012:" or "aws:sts::123456789012:".
    let fields = arn.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
    guard fields.count == 5 else { return nil }
    let name = fields[4].split(separator: "/")
    guard name.first == "assumed-role", name.count >= 2 else { return String(fields[4]) }
    return "role/\(name[1])"
  }
}
