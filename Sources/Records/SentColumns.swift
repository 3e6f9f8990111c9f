extension ColumnPlan {
  /// The columns that a kind of record has, in the order in which they are sent, `TruncatedColumns` among them.
  ///
  /// - Parameters:
  ///   - preset: Decides them for reports and for events; usages have one form.
  ///   - kind: The kind of record.
  /// - Returns: The columns before anything is renamed or dropped.
  public static func columns(_ preset: Preset, kind: RecordKind = .report) -> [Column] {
    let own =
      switch (kind, preset) {
      case (.event, .awsCloudTrail): AccessKeyEventSchema.columns + EventDetail.all.map(\.column)
      case (.event, _): AccessKeyEventSchema.columns
      case (.usage, _): AccessKeyUsageSchema.columns
      case (.report, .original): AccessKeyReportSchema.originalColumns
      case (.report, _): AccessKeyReportSchema.columns
      }
    return own + [AccessKeyReportSchema.truncatedColumns]
  }

  /// The name under which records of a kind are sent with a column of theirs; nil where they are not.
  public func sentName(of column: String, in kind: RecordKind) -> String? {
    let plan = of(kind)
    return plan.isSent(column) ? plan.sentName(column) : nil
  }

  /// The columns that records of a kind are sent with.
  ///
  /// - Parameters:
  ///   - kind: The kind of record.
  ///   - keep: The members of events that become columns too, as in `EventReading.keep`.
  /// - Returns: The columns under the names that they are sent with: renamed, without those that are dropped, with those
  ///   that are added. What is kept of unknown fields is not among them: nobody can list it.
  public func sentColumns(_ kind: RecordKind, keep: [String] = []) -> [Column] {
    let plan = of(kind)
    var sent = ColumnPlan.columns(preset, kind: kind).compactMap { column in
      plan.isSent(column.name)
        ? Column(name: plan.sentName(column.name), kind: column.kind, meaning: column.meaning) : nil
    }
    if kind == .event {
      var names = UnknownFields(takenNames: plan.takenNames)
      let reading = EventReading(keep: keep, details: preset == .awsCloudTrail)
      sent += reading.ownKeep.map { name in
        Column(name: names.column(kept: name).name, kind: .text, meaning: "\(name) of the event, as it came")
      }
    }
    return sent
      + changes.add.map { Column(name: $0.name, kind: .ofConstant($0.json), meaning: "the same in every record") }
  }
}

extension Column.Kind {
  /// The kind of a constant, by the first letter of its JSON text.
  fileprivate static func ofConstant(_ json: String) -> Column.Kind {
    switch json.utf8.first {
    case ASCII.quote: .text
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    default: .number
    }
  }
}
