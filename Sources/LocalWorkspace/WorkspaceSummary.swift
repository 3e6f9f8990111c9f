/// What a workspace did from its start.
public struct WorkspaceSummary: Sendable, Equatable {
  public internal(set) var requests = 0
  /// Records stored, by table.
  public internal(set) var records: [String: Int] = [:]
  /// Faults injected, by the words of their specification.
  public internal(set) var faults: [String: Int] = [:]
  public internal(set) var typeChanges = 0
  /// Values that were dropped since a rule's stream does not declare their column, by table and column.
  public internal(set) var dropped: [String: [String: Int]] = [:]
  /// Requests of a rule that brought an object instead of an array, of which nothing was stored.
  public internal(set) var objects = 0

  mutating func count(_ entry: RequestEntry) {
    requests += 1
    if let fault = entry.fault { faults[fault, default: 0] += 1 }
  }

  mutating func count(_ entry: RequestEntry, _ intake: Intake, _ changes: [TypedTable.TypeChange]) {
    count(entry)
    typeChanges += changes.count
    if intake.declared?.isObject == true {
      objects += 1
    } else {
      records[intake.table, default: 0] += intake.count
    }
    if let more = intake.declared?.dropped, !more.isEmpty {
      dropped[intake.table, default: [:]].merge(more, uniquingKeysWith: +)
    }
  }
}

extension WorkspaceSummary: CustomStringConvertible {
  public var description: String {
    var lines = ["requests: \(requests)"]
    for (table, count) in records.sorted(by: { $0.key < $1.key }) { lines.append("records in \(table): \(count)") }
    for (fault, count) in faults.sorted(by: { $0.key < $1.key }) { lines.append("fault \(fault): \(count)") }
    for (table, columns) in dropped.sorted(by: { $0.key < $1.key }) {
      lines.append("dropped in \(table), since not declared: \(DroppedColumns.list(columns))".printable)
    }
    if objects > 0 { lines.append("objects instead of arrays, stored as nothing: \(objects)") }
    lines.append("type changes: \(typeChanges)")
    return lines.joined(separator: "\n")
  }
}
