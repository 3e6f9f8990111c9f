/// What a workspace did from its start.
public struct WorkspaceSummary: Sendable, Equatable {
  public internal(set) var requests = 0
  /// Records stored, by table.
  public internal(set) var records: [String: Int] = [:]
  /// Faults injected, by the words of their specification.
  public internal(set) var faults: [String: Int] = [:]
  public internal(set) var typeChanges = 0

  mutating func count(_ entry: RequestEntry) {
    requests += 1
    if let fault = entry.fault { faults[fault, default: 0] += 1 }
  }
}

extension WorkspaceSummary: CustomStringConvertible {
  public var description: String {
    var lines = ["requests: \(requests)"]
    for (table, count) in records.sorted(by: { $0.key < $1.key }) { lines.append("records in \(table): \(count)") }
    for (fault, count) in faults.sorted(by: { $0.key < $1.key }) { lines.append("fault \(fault): \(count)") }
    lines.append("type changes: \(typeChanges)")
    return lines.joined(separator: "\n")
  }
}
