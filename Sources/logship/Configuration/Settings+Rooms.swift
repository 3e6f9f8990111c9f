import AzureMonitor
import Delivery
import Digest
import Records

// The settings as the rooms below take them.

extension Settings {
  /// How much of a key's id leaves the machine.
  ///
  /// - Throws: A defect when ids are to be hashed and nobody has read the secret.
  func accessKeyIDs(hashedUnder key: Secret?) throws(CommandFailure) -> Records.AccessKeyIDs {
    switch accessKeyIDs {
    case .masked: return .masked
    case .full: return .full
    case .hashed:
      guard let key else { throw CommandFailure(.defect, "ids are to be hashed, but no secret was read") }
      return .hashed(key)
    }
  }
}

extension Settings {
  /// The largest record.
  var recordBytes: Int {
    destination.bodyBytes(batchBytes: batch.maxBytes) - ShipmentOptions.bodyOverhead
  }
}

extension Settings.InputFormat {
  /// nil where the content tells it.
  var records: RecordFormat? {
    switch self {
    case .auto: nil
    case .json, .ndjson: .json
    case .csv: .csv
    }
  }
}

extension Settings.Columns {
  /// For the records' own room.
  var changes: ColumnPlan.Changes {
    ColumnPlan.Changes(
      preset: preset,
      rename: Dictionary(rename.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 }), drop: Set(drop),
      add: add.map { ($0.name, JSONValue.quoted($0.text)) })
  }
}
