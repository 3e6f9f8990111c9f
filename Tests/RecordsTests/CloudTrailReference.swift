import Foundation
import Support
import Testing

/// Made-up CloudTrail records, and what Python makes of each (Fixtures/cloudtrail.py).
struct CloudTrailReference: Decodable {
  struct Record: Decodable {
    let text: String
    /// The line that is sent, and the one under `columns.keep`.
    var mapped: String?
    var kept: String?
    var skipped: String?
    /// A word of the reason.
    var rejected: String?
    var isLongTerm: Bool?
  }

  let records: [Record]
  /// The lines of a rollup by the hour.
  let usage: [String]

  /// Names that are kept in `Record.kept`.
  static let keep = ["requestParameters", "requestID", "responseElements", "tlsDetails"]

  static let made = Result {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/cloudtrail.py"
    let run = try BuiltBinary.runTool("python3", ["-B", script])
    guard run.status == 0 else { throw Failure(words: run.stderr) }
    return try JSONDecoder().decode(CloudTrailReference.self, from: Data(run.stdout.utf8))
  }

  struct Failure: Error {
    let words: String
  }

  /// The mapped records that make good samples: all of them, or some.
  var mapped: [Record] { records.filter { $0.mapped != nil } }
}
