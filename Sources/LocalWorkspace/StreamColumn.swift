/// A column that a stream of a data collection rule declares.
struct StreamColumn: Equatable, Sendable {
  /// The types that a declaration may name.
  ///
  /// Page "Structure of a data collection rule in Azure Monitor", section "Stream declarations": `guid` is not one.
  enum ColumnType: String, CaseIterable, Sendable {
    case string, int, long, real, boolean, dynamic, datetime
  }

  let name: String
  let type: ColumnType
}
