import AzureMonitor
import Delivery
import Records

/// What is sent, beside what a data collection rule declares: the service drops all else without a word.
struct RuleColumns {
  let rule: DeclaredRule
  /// How messages name the rule.
  let name: String
  let settings: Settings

  /// What is lost of these streams, a problem for each stream and kind of loss.
  func problems(_ kinds: [RecordKind]) -> [Problem] {
    kinds.flatMap { kind in
      let stream = settings.destination.logsIngestion.tables[kind]
      return problems(RecordTable.declared(kind, in: stream, settings.columns))
    }
  }

  private func problems(_ table: RecordTable) -> [Problem] {
    guard let declared = rule.streams[table.stream] else {
      return [Problem(.configuration, "\(name) declares no stream \(table.stream). \(Self.remedy)")]
    }
    let missing = table.columns.map(\.name).filter { declared[$0] == nil }
    let other = table.columns.compactMap { column -> String? in
      guard let type = declared[column.name], !column.kind.fits(type) else { return nil }
      return "\(column.name) as \(Shown.name(type)) and not as \(column.kind.streamType)"
    }
    var problems: [Problem] = []
    if !missing.isEmpty {
      problems.append(
        Problem(
          .configuration,
          "\(name) does not declare in stream \(table.stream): \(missing.joined(separator: ", ")). The service drops what "
            + "is not declared, without a word. \(Self.remedy), or leave the columns out by columns.drop"))
    }
    if !other.isEmpty {
      problems.append(
        Problem(
          .configuration,
          "\(name) declares in stream \(table.stream) \(other.joined(separator: ", ")). The service refuses or empties "
            + "what is of another type. \(Self.remedy)"))
    }
    return problems
  }

  private static let remedy = "Declare it as `logship schema --for rule` prints it"
}

extension Column.Kind {
  /// Whether nothing is lost of values of this kind in a column that a rule declares with a type.
  fileprivate func fits(_ type: String) -> Bool {
    let type = type.lowercased()
    // Every number that is sent is a whole one that a real holds as it is.
    return type == streamType || self == .number && type == "real"
  }
}
