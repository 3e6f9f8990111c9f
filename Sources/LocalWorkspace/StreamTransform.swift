/// The little of a stream's transformation that this stand-in knows: where `TimeGenerated` comes from.
///
/// Page "Create a transformation in Azure Monitor": a transformation is a KQL text that begins with `source`.
enum StreamTransform: Equatable, Sendable {
  /// `source`, or no transformation: the stream's own `TimeGenerated`.
  case unchanged
  /// `source | extend TimeGenerated = <column>`, also with `todatetime(<column>)`.
  case timeGenerated(column: String, converted: Bool)
  /// `source | extend TimeGenerated = now()`: when the record arrived.
  case arrival

  /// The transformation that a text describes, or nil for all that is more than this.
  init?(kql: String) {
    let extended =
      /\s*source\s*\|\s*extend\s+TimeGenerated\s*=\s*(?:(todatetime)\s*\(\s*([A-Za-z_]\w*)\s*\)|([A-Za-z_]\w*))\s*;?\s*/
    if kql.wholeMatch(of: /\s*source\s*;?\s*/) != nil {
      self = .unchanged
    } else if kql.wholeMatch(of: /\s*source\s*\|\s*extend\s+TimeGenerated\s*=\s*now\s*\(\s*\)\s*;?\s*/) != nil {
      self = .arrival
    } else if let match = kql.wholeMatch(of: extended), let column = match.2 ?? match.3 {
      self = .timeGenerated(column: String(column), converted: match.1 != nil)
    } else {
      return nil
    }
  }
}
