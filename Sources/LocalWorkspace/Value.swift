/// One value of a record with what the service makes of it.
struct Value {
  private let kind: BodyRecords.Kind
  /// A string's text; the JSON text of any other value.
  let text: [UInt8]
  /// The type of the column that the value would make.
  let guess: ColumnType

  init(_ field: BodyRecords.Field, _ body: UnsafeBufferPointer<UInt8>) {
    kind = field.kind
    text = field.escaped ? JSONText.unescape(body, field.range) : Array(body[field.range])
    guess =
      switch field.kind {
      case .true, .false: .boolean
      case .number: .double
      case .string: ColumnGuess.type(of: text)
      case .null, .nested: .string
      }
  }

  /// Whether the value goes into an existing column of a type that is not the guessed one.
  ///
  /// A date-time goes into a string column, since a table typed once stays so. For a GUID the documentation is silent,
  /// and users report a second column; the stand-in takes the case that hurts.
  func converts(to type: ColumnType) -> Bool {
    guard kind == .string else { return false }
    return switch type {
    case .string: guess != .guid
    case .boolean: ColumnGuess.boolean(text) != nil
    case .double: ColumnGuess.number(text) != nil
    case .dateTime: ColumnGuess.dateTime(text) != nil
    case .guid: ColumnGuess.guid(text) != nil
    }
  }

  /// The value as JSON in a column of a type that is not a string's.
  func literal(as type: ColumnType) -> [UInt8] {
    guard kind == .string else { return text }
    return switch type {
    case .boolean: Array((ColumnGuess.boolean(text) == true ? "true" : "false").utf8)
    case .double: ColumnGuess.number(text) ?? text
    case .dateTime: quoted(ColumnGuess.dateTime(text) ?? text)
    case .guid, .string: quoted(ColumnGuess.guid(text) ?? text)
    }
  }

  private func quoted(_ text: [UInt8]) -> [UInt8] {
    var literal: [UInt8] = []
    JSONText.append(text[...], to: &literal)
    return literal
  }
}
