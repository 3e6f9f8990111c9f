/// A table's columns, and how properties of new records find or make theirs.
///
/// Page "HTTP Data Collector API", section "Record type and properties": a new property gets a column of the type that
/// is guessed from its value; where a column exists, a value that can be converted to its type goes into it, and one
/// that cannot makes another column with another suffix. The page's own example shows that text converts to numbers
/// and booleans, and that a number does not convert to text.
struct TypedTable {
  /// A column as it is stored.
  struct Column: Equatable {
    let property: String
    let name: String
    let type: ColumnType
  }

  /// A column that came into being beside others of the same property.
  struct TypeChange: Equatable {
    let property: String
    let existing: [String]
    let added: String
  }

  /// The types of each property's columns, the oldest first.
  private var types: [String: [ColumnType]] = [:]
  private var columnCount = 0
  private(set) var added: [Column] = []
  private(set) var changes: [TypeChange] = []
  /// How many values were over the limit and were cut.
  private(set) var cutValues = 0

  init(existing: [Column]) {
    for column in existing { types[column.property, default: []].append(column.type) }
    columnCount = existing.count
  }

  /// The stored name of a property's column of a type.
  static func storedName(_ property: String, _ type: ColumnType) -> String {
    property == DocumentedLimits.unsuffixedName ? property : property + type.rawValue
  }

  /// The record as it is stored; the table gets the columns that it lacks.
  ///
  /// - Parameters:
  ///   - fields: The record's fields.
  ///   - names: The property names that the fields refer to.
  ///   - body: The bytes that the fields refer to.
  ///   - timeField: The property that holds the record's time, if the request named one.
  /// - Returns: The row; a property without a column left is in its `AdditionalFields`.
  mutating func row(
    _ fields: ArraySlice<BodyRecords.Field>, names: [String], body: UnsafeBufferPointer<UInt8>, timeField: String?
  ) -> TableRow {
    var row = TableRow(capacity: fields.count * 40)
    var overflow = TableRow(capacity: 0)
    for field in fields where field.kind != .null {
      let name = names[field.name]
      let value = Value(field, body)
      if name == timeField { row.time = value.text }
      guard let type = place(name, value) else {
        overflow.append(name: name)
        append(value, as: value.guess, to: &overflow)
        continue
      }
      row.append(name: Self.storedName(name, type))
      append(value, as: type, to: &row)
      if name == "RecordId", type == .string { row.recordID = String(decoding: value.text, as: UTF8.self) }
    }
    if !overflow.isEmpty {
      overflow.close()
      row.append(name: DocumentedLimits.overflowColumn)
      row.append(json: overflow.columns)
    }
    row.close()
    return row
  }

  /// The type of the property's column that takes a value, made now if need be, or nil if no column is left.
  private mutating func place(_ name: String, _ value: Value) -> ColumnType? {
    let existing = types[name] ?? []
    let guess = name == DocumentedLimits.unsuffixedName ? .string : value.guess
    if existing.contains(guess) { return guess }
    if let type = existing.first(where: { value.converts(to: $0) }) { return type }
    guard columnCount < DocumentedLimits.columnsInTable else { return nil }
    let column = Column(property: name, name: Self.storedName(name, guess), type: guess)
    if !existing.isEmpty {
      let names = existing.map { Self.storedName(name, $0) }
      changes.append(TypeChange(property: name, existing: names, added: column.name))
    }
    types[name, default: []].append(guess)
    columnCount += 1
    added.append(column)
    return guess
  }

  private mutating func append(_ value: Value, as type: ColumnType, to row: inout TableRow) {
    if type == .string {
      if row.append(text: value.text, limit: DocumentedLimits.fieldBytes) { cutValues += 1 }
    } else {
      row.append(json: value.literal(as: type))
    }
  }
}
