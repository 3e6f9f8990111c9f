extension RuleStream {
  /// The records as the table keeps them.
  ///
  /// A value of another type than the declared one refuses the whole request. What the service does with one is not
  /// documented; that a sender never sends any is what this stand-in is to show.
  ///
  /// - Parameters:
  ///   - records: The records.
  ///   - body: The bytes that they refer to.
  /// - Returns: A row a record, without the columns that are not declared.
  /// - Throws: The refusal that names the first record and column of another type.
  func rows(of records: BodyRecords, body: UnsafeBufferPointer<UInt8>) throws(Refusal) -> DeclaredRows {
    var rows = DeclaredRows(columns: columns)
    let types = records.names.map { type(of: $0) }
    for index in 0..<records.count {
      let fields = records[record: index]
      var row = TableRow(capacity: fields.count * 40)
      for field in fields {
        let name = records.names[field.name]
        guard let type = types[field.name] else {
          rows.drop(name)
          continue
        }
        guard field.kind != .null else { continue }
        guard let value = DeclaredValue(field, body, type) else {
          throw .badRequest(
            DocumentedLimits.LogsIngestion.invalidBody,
            """
            Record \(index + 1): column \(name) holds \(field.kind.words), which is no \(type.rawValue) as the stream \
            \(self.name) declares it.
            """)
        }
        if name == timeColumn { row.time = value.time }
        // The table's standard column is not stored among the others.
        if name == "TimeGenerated" { continue }
        row.append(name: name)
        if value.append(to: &row) { rows.countCut() }
        if name == "RecordId", type == .string { row.recordID = String(decoding: value.bytes, as: UTF8.self) }
      }
      row.close()
      rows.append(row)
    }
    return rows
  }
}

/// A value that is of its column's declared type.
private struct DeclaredValue {
  /// A string's text; the JSON text of any other value.
  let bytes: [UInt8]
  private let isText: Bool

  /// The value of a field, or nil if it is of another type.
  init?(_ field: BodyRecords.Field, _ body: UnsafeBufferPointer<UInt8>, _ type: StreamColumn.ColumnType) {
    let isString = field.kind == .string
    let text = isString && field.escaped ? JSONText.unescape(body, field.range) : Array(body[field.range])
    switch (type, field.kind) {
    case (.string, .string):
      (bytes, isText) = (text, true)
    case (.datetime, .string):
      guard let time = ISODateTime(text, allowsSpace: true) else { return nil }
      (bytes, isText) = (time.isWrittenInUTC && text[10] != UInt8(ascii: " ") ? text : Array(time.text.utf8), true)
    case (.boolean, .true), (.boolean, .false), (.real, .number):
      (bytes, isText) = (text, false)
    case (.int, .number):
      guard Int32(String(decoding: text, as: UTF8.self)) != nil else { return nil }
      (bytes, isText) = (text, false)
    case (.long, .number):
      guard Int64(String(decoding: text, as: UTF8.self)) != nil else { return nil }
      (bytes, isText) = (text, false)
    case (.dynamic, _):
      (bytes, isText) = (text, isString)
    default:
      return nil
    }
  }

  /// The value as a time, or nil if it is none.
  var time: [UInt8]? {
    guard isText, ISODateTime(bytes, allowsSpace: true) != nil else { return nil }
    return bytes
  }

  /// Appends the value to a row and tells whether it was cut.
  func append(to row: inout TableRow) -> Bool {
    if isText { return row.append(text: bytes, limit: DocumentedLimits.LogsIngestion.fieldBytes) }
    row.append(json: bytes)
    return false
  }
}

extension BodyRecords.Kind {
  /// What a value of this kind is called in a message, the value itself left out.
  fileprivate var words: String {
    switch self {
    case .null: "null"
    case .true, .false: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .nested: "an object or an array"
    }
  }
}
