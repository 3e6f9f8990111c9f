import Records

/// The forms in which reports are written; `logship ship` reads each.
public enum ReportFormat: String, Sendable, CaseIterable {
  /// An object a line.
  case ndjson
  /// One array.
  case json
  /// Rows under a header, with the line ends of RFC 4180.
  case csv

  /// The reports as bytes; none at all are an empty array, a header alone, or nothing.
  public func text(_ reports: [KeyReport]) -> [UInt8] {
    switch self {
    case .ndjson: Array(reports.map { Self.object($0) + "\n" }.joined().utf8)
    case .json: Array(("[" + reports.map { "\n" + Self.object($0) }.joined(separator: ",") + "\n]\n").utf8)
    case .csv: Array(([Self.header] + reports.map(Self.row)).map { $0 + "\r\n" }.joined().utf8)
    }
  }

  private static func object(_ report: KeyReport) -> String {
    let members = report.fields.compactMap { field in
      field.value.map { "\(field.name.quotedAsJSON()):\($0.quotedAsJSON())" }
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static let header = KeyReport(day: "", user: "", account: "").fields.map(\.name).joined(separator: ",")

  private static func row(_ report: KeyReport) -> String {
    report.fields.map { cell($0.value ?? "") }.joined(separator: ",")
  }

  private static func cell(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
