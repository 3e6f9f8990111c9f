/// Which columns are sent, under which names, and what is added to each record.
public struct ColumnPlan: Sendable {
  /// The table that a plan is for.
  public enum Preset: String, Sendable, CaseIterable {
    /// The columns of `AccessKeyReportSchema`.
    case standard
    /// The input's own names and date strings, for tables that hold years of those, and `RecordId`.
    case original
    /// Those of `standard`, and of events what the detection rules of Azure's table `AWSCloudTrail` look at.
    case awsCloudTrail = "AWSCloudTrail"
  }

  /// What a user asked to be different, as the settings `columns.*` name it.
  public struct Changes: Sendable {
    public var preset: Preset
    /// Column to its new name.
    public var rename: [String: String]
    public var drop: Set<String>
    /// Name to a constant, which is JSON text already.
    public var add: [(name: String, json: String)]

    /// No change unless told otherwise.
    public init(
      preset: Preset = .standard, rename: [String: String] = [:], drop: Set<String> = [],
      add: [(name: String, json: String)] = []
    ) {
      self.preset = preset
      self.rename = rename
      self.drop = drop
      self.add = add
    }
  }

  let preset: Preset
  let changes: Changes
  /// `,"Name":` of a column, by its name before renaming; nothing for one that is dropped.
  private let keys: [String: [UInt8]]
  private let sentNames: [String: String]
  /// `,"Name":constant` for each column that is added.
  let added: [UInt8]
  /// Every name that is taken, in lower case, so that kept fields get others.
  let takenNames: Set<String>

  /// Names of the columns that a kind of record has, in the order in which they are sent.
  ///
  /// - Parameters:
  ///   - preset: Decides them for reports and for events; usages have one form.
  ///   - kind: The kind of record.
  /// - Returns: The names before anything is renamed or dropped.
  public static func columnNames(_ preset: Preset, kind: RecordKind = .report) -> [String] {
    columns(preset, kind: kind).map(\.name)
  }

  /// Makes a plan; the names were checked when the settings were read.
  ///
  /// What is renamed or dropped and is no column of the kind has no part in it.
  public init(_ changes: Changes = Changes(), kind: RecordKind = .report) {
    preset = changes.preset
    self.changes = changes
    var keys: [String: [UInt8]] = [:]
    var sentNames: [String: String] = [:]
    for name in ColumnPlan.columnNames(changes.preset, kind: kind) where !changes.drop.contains(name) {
      let sent = changes.rename[name] ?? name
      keys[name] = Array(",\"\(sent)\":".utf8)
      sentNames[name] = sent
    }
    self.keys = keys
    self.sentNames = sentNames
    added = changes.add.flatMap { Array(",\"\($0.name)\":\($0.json)".utf8) }
    takenNames = Set(sentNames.values.map { $0.lowercased() } + changes.add.map { $0.name.lowercased() })
  }

  /// The column that carries the record's own time, under the name it is sent with, if one is sent as a time.
  public var timeColumn: String? { sentNames["EventTime"] }

  /// The same changes for records of another kind.
  public func of(_ kind: RecordKind) -> ColumnPlan { ColumnPlan(changes, kind: kind) }

  /// The bytes before a column's value, or nil where it is not sent.
  func key(_ name: StaticString) -> [UInt8]? { keys["\(name)"] }

  func key(_ name: String) -> [UInt8]? { keys[name] }

  /// The name under which a column is sent.
  func sentName(_ name: StaticString) -> String { sentNames["\(name)"] ?? "\(name)" }

  func sentName(_ name: String) -> String { sentNames[name] ?? name }

  func isSent(_ name: String) -> Bool { sentNames[name] != nil }
}
