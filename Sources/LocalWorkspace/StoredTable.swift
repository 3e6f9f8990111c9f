import Foundation
import GRDB

/// Stored records as text, in columns that line up.
public struct StoredTable: Sendable {
  /// The stored names of the columns.
  public let columns: [String]
  /// A cell for each column; empty where a record has no value.
  public let rows: [[String]]

  /// The table with a line for the names, a rule, and a line a record.
  public var text: String {
    let lines = [columns] + rows
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      return padded.joined(separator: "  ").replacing(/[ ]+$/, with: "")
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return ([line(columns), rule] + rows.map(line)).joined(separator: "\n")
  }

  /// A text for a terminal: nothing in it moves the cursor, and it is no wider than a line.
  static func cell(_ text: String?) -> String {
    let widest = 60
    let printable = (text ?? "").printable
    return printable.count > widest ? printable.prefix(widest - 1) + "…" : printable
  }
}

extension RecordStore {
  /// The names of the tables that hold records.
  public func tableNames() throws -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT DISTINCT log_type FROM records ORDER BY log_type") }
  }

  /// The name of a table as the workspace has it: a log type's with `_CL`, a rule's as it is.
  public func title(of table: String) throws -> String {
    let type = try read { database in
      try String.fetchOne(database, sql: "SELECT type FROM columns WHERE log_type = ? LIMIT 1", arguments: [table])
    }
    return type.flatMap(StreamColumn.ColumnType.init) == nil ? "\(table)_CL" : table
  }

  /// What was dropped of a table's records, since the rule's stream does not declare the columns.
  ///
  /// - Returns: The columns with the number of their values, for a line; nil if nothing was dropped.
  /// - Throws: What the database refuses.
  public func droppedColumns(of table: String) throws -> String? {
    let rows = try read { database in
      try Row.fetchAll(
        database, sql: "SELECT property, sum(dropped) AS n FROM dropped_columns WHERE log_type = ? GROUP BY property",
        arguments: [table])
    }
    guard !rows.isEmpty else { return nil }
    return DroppedColumns.list(Dictionary(uniqueKeysWithValues: rows.map { ($0["property"], $0["n"]) })).printable
  }

  /// The first records of a table, in the order they were stored.
  ///
  /// - Parameters:
  ///   - table: The log type.
  ///   - limit: How many records at most.
  ///   - columns: The columns to show, by stored name or without the suffix; nil for all that these records use.
  /// - Returns: The cells as text.
  /// - Throws: What the database refuses.
  public func storedTable(_ table: String, limit: Int, columns: [String]?) throws -> StoredTable {
    let known = try read { database in
      try String.fetchAll(
        database, sql: "SELECT name FROM columns WHERE log_type = ? ORDER BY rowid", arguments: [table])
    }
    let texts = try read { database in
      let sql = "SELECT columns FROM records WHERE log_type = ? ORDER BY id LIMIT ?"
      return try String.fetchAll(database, sql: sql, arguments: [table, limit])
    }
    let records = try texts.map { text in
      try JSONDecoder().decode([String: Cell].self, from: Data(text.utf8))
    }
    let all = known + [DocumentedLimits.overflowColumn]
    let shown =
      if let columns {
        columns.flatMap { wanted in
          let found = all.filter { $0 == wanted || $0.dropLast() == "\(wanted)_" }
          return found.isEmpty ? [wanted] : found
        }
      } else {
        all.filter { name in records.contains { $0[name] != nil } }
      }
    return StoredTable(columns: shown, rows: records.map { record in shown.map { record[$0]?.text ?? "" } })
  }
}

/// A stored value as text for a terminal.
private struct Cell: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text: String
    if let string = try? container.decode(String.self) {
      text = string
    } else if let flag = try? container.decode(Bool.self) {
      text = String(flag)
    } else if let number = try? container.decode(Decimal.self) {
      text = "\(number)"
    } else {
      text = "{…}"
    }
    self.text = StoredTable.cell(text)
  }
}
