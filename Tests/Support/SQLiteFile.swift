import Foundation

/// Reads an SQLite database with Python's library, so that tests share nothing with the program that wrote it.
public enum SQLiteFile {
  /// Why a query gave nothing.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  private static let script = """
    import json, sqlite3, sys
    database = sqlite3.connect(sys.argv[1], timeout=10)
    database.row_factory = sqlite3.Row
    rows = [dict(row) for row in database.execute(sys.argv[2])]
    for row in rows:
        for name in sys.argv[3:]:
            row[name] = json.loads(row[name])
    json.dump(rows, sys.stdout)
    """

  /// The rows of a query.
  ///
  /// - Parameters:
  ///   - path: The database.
  ///   - sql: The query.
  ///   - json: Columns whose text is JSON to be read.
  /// - Returns: A dictionary a row.
  /// - Throws: `Failure` with SQLite's words.
  public static func rows(_ path: String, _ sql: String, json: [String] = []) throws -> [[String: JSONValue]] {
    let result = try BuiltBinary.runTool("python3", ["-c", script, path, sql] + json)
    guard result.status == 0 else { throw Failure(description: "\(sql): \(result.stderr)") }
    return try JSONDecoder().decode([[String: JSONValue]].self, from: Data(result.stdout.utf8))
  }
}
