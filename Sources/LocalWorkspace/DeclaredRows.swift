/// What a rule's stream makes of a request's records.
struct DeclaredRows {
  /// The columns that the stream declares.
  let columns: [StreamColumn]
  private(set) var rows: [TableRow] = []
  /// How many values of undeclared columns were dropped, by column.
  private(set) var dropped: [String: Int] = [:]
  /// How many values were over the limit and were cut.
  private(set) var cutValues = 0
  /// Whether the body was an object instead of an array, of which nothing is stored.
  var isObject = false

  init(columns: [StreamColumn]) {
    self.columns = columns
  }

  var droppedValues: Int { dropped.values.reduce(0, +) }

  mutating func append(_ row: TableRow) {
    rows.append(row)
  }

  mutating func drop(_ column: String) {
    dropped[column, default: 0] += 1
  }

  mutating func countCut() {
    cutValues += 1
  }

  /// What the service does not tell its client, as lines.
  func reports(table: String) -> [String] {
    var lines: [String] = []
    if isObject { lines.append("\(table): an object instead of an array, stored as nothing") }
    if !dropped.isEmpty { lines.append("dropped in \(table), since not declared: \(DroppedColumns.list(dropped))") }
    return lines
  }
}

/// Undeclared columns with the number of their values, for a line.
enum DroppedColumns {
  /// The columns in order; the names come from clients, so there are not too many of them in a line.
  static func list(_ columns: [String: Int]) -> String {
    let most = 20
    let sorted = columns.sorted { $0.key < $1.key }
    let shown = sorted.prefix(most).map { "\($0.key.prefix(60)) (\($0.value))" }.joined(separator: ", ")
    return sorted.count > most ? "\(shown) and \(sorted.count - most) more" : shown
  }
}
