import Records

/// The columns that records have before the configuration changes them.
struct KnownColumns: Sendable, Equatable {
  /// Of reports, by preset.
  var standard: [String]
  var original: [String]
  /// Of each other kind of record, which has one form.
  var others: [[String]] = []
  /// Of events with the preset AWSCloudTrail.
  var details: [String] = []

  /// Those of every kind of record; who changes one need not say of which.
  static let all = KnownColumns(
    standard: ColumnPlan.columnNames(.standard), original: ColumnPlan.columnNames(.original),
    others: RecordKind.allCases.filter { $0 != .report }.map { ColumnPlan.columnNames(.standard, kind: $0) },
    details: ColumnPlan.columnNames(.awsCloudTrail, kind: .event))
}

/// What the service refuses or would change in the names of columns.
struct ColumnRules {
  let known: KnownColumns
  let columns: Settings.Columns
  /// Whether records go to a data collection rule.
  var isForRule = false
  /// By the path of a setting.
  let origin: (String) -> Origin

  /// Everything that is wrong with `columns`, in the order rename, drop, add.
  func problems() -> [ConfigurationError] {
    let before = ofReports
    var repeated: [ConfigurationError] = []
    for kind in [before] + others { repeated += repeatedNames(kind).filter { !repeated.contains($0) } }
    return unknownColumns(before) + renamedTwice() + badNames() + repeated + nothingLeft(before)
  }

  private func problem(_ fault: ConfigurationError.Fault, _ path: String) -> ConfigurationError {
    ConfigurationError(fault, at: path, from: origin(path))
  }

  /// With `columns.unknown` at `keep`, records have columns that nobody can list.
  private func unknownColumns(_ before: [String]) -> [ConfigurationError] {
    guard columns.unknown == .drop else { return [] }
    let named = columns.rename.map { ("columns.rename", $0.name) } + columns.drop.map { ("columns.drop", $0) }
    return named.filter { !isKnown($0.1) }.map { path, column in
      problem(.unknownColumn(Shown.name(column), nearest: NearestName.of(column, among: before)), path)
    }
  }

  private var ofReports: [String] { columns.preset == .original ? known.original : known.standard }

  private var others: [[String]] { known.others + (columns.preset == .awsCloudTrail ? [known.details] : []) }

  /// Whether a kind of record has a column of this name.
  private func isKnown(_ column: String) -> Bool {
    ofReports.contains(column) || others.contains { $0.contains(column) }
  }

  private func renamedTwice() -> [ConfigurationError] {
    var seen: Set<String> = []
    return columns.rename.filter { !seen.insert($0.name).inserted }.map { pair in
      ConfigurationError(
        .givenTwice, at: Shown.name("columns.rename.\(pair.name)"), from: origin("columns.rename"))
    }
  }

  private func badNames() -> [ConfigurationError] {
    let made = columns.rename.map { ("columns.rename", $0.text) } + columns.add.map { ("columns.add", $0.name) }
    return made.compactMap { path, column in
      fault(in: column, isAdded: path == "columns.add").map {
        problem(.badColumnName(column, reason: $0), path)
      }
    }
  }

  /// Whether tables that rules fill have a column of this name by themselves, which nobody else may make.
  ///
  /// Source: Azure Monitor, "Add or delete tables and columns in Azure Monitor Logs", reserved names, without case.
  static func isReservedByRules(_ column: String) -> Bool { reservedByRules.contains(column.lowercased()) }

  private static let reservedByRules: Set = [
    "id", "tenantid", "type", "uniqueid", "title", "timegenerated", "tenant", "rawdata",
  ]

  /// Why a name cannot be a column's, if it cannot.
  private func fault(in column: String, isAdded: Bool) -> ColumnNameFault? {
    if let fault = ColumnNames.fault(in: column) { return .service(fault) }
    if isForRule, Self.isReservedByRules(column) { return .reservedByRules }
    // The service stores it without a suffix and takes it for the machine's name.
    if column.lowercased() == "computer", !isAdded { return .onlyAdded }
    return nil
  }

  private func repeatedNames(_ before: [String]) -> [ConfigurationError] {
    let renamed = Set(columns.rename.map(\.name))
    var taken: [String: String] = [:]
    for column in before where !renamed.contains(column) && !columns.drop.contains(column) {
      taken[column.lowercased()] = column
    }
    let made =
      columns.rename.filter { before.contains($0.name) || !isKnown($0.name) }
      .filter { !columns.drop.contains($0.name) }
      .map { ("columns.rename", $0.text) }
      + columns.add.map { ("columns.add", $0.name) }
    var problems: [ConfigurationError] = []
    for (path, column) in made {
      if let other = taken.updateValue(column, forKey: column.lowercased()) {
        problems.append(problem(.repeatedColumn(column, other: other), path))
      }
    }
    return problems
  }

  private func nothingLeft(_ before: [String]) -> [ConfigurationError] {
    // Only records whose text was cut have the column that tells so.
    let always = before.filter { $0 != AccessKeyReportSchema.truncatedColumns.name }
    let left = always.contains { !columns.drop.contains($0) }
    return left || !columns.add.isEmpty ? [] : [problem(.noColumns, "columns.drop")]
  }
}
