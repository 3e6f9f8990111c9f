import Foundation
import Support
import Testing

/// What a workspace makes of values of one property `P`, each list of values sent one by one to a table of its own.
struct ColumnTyping {
  /// The stored columns, a record a value.
  let stored: [JSONValue]
  /// The reported changes of type: `existing` and `added`.
  let changes: [[String: JSONValue]]

  /// The outcome of each list of JSON values; one workspace and one client serve them all.
  static func outcomes(of lists: [[String]]) throws -> [[String]: ColumnTyping] {
    let workspace = try RunningWorkspace()
    var requests: [String] = []
    for (index, list) in lists.enumerated() {
      for value in list {
        let body = String(decoding: try JSONEncoder().encode(#"[{"P": \#(value)}]"#), as: UTF8.self)
        requests.append(#"{"body": \#(body), "headers": {"Log-Type": "T\#(index)"}}"#)
      }
    }
    let answers = try workspace.sender.send(requests, port: workspace.server.port)
    try #require(answers.allSatisfy { $0.status == 200 })
    let records = try workspace.rows("SELECT log_type, columns FROM records ORDER BY id", json: ["columns"])
    let changes = try workspace.rows("SELECT log_type, existing, added FROM type_changes ORDER BY id")
    return Dictionary(
      uniqueKeysWithValues: lists.enumerated().map { index, list in
        let table = JSONValue.string("T\(index)")
        let own = changes.filter { $0["log_type"] == table }.map { $0.filter { $0.key != "log_type" } }
        return (
          list,
          ColumnTyping(stored: records.filter { $0["log_type"] == table }.compactMap { $0["columns"] }, changes: own)
        )
      })
  }
}
