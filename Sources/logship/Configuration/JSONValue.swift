import Records

/// A JSON value as it was written: members in order, repeated ones included, numbers as their text.
///
/// `JSONDecoder` would lose the order, the repeated keys and the place of an error, all of which a person who mends a
/// configuration wants to be told.
indirect enum JSONValue: Sendable, Equatable {
  case null
  case toggle(Bool)
  case number(String)
  case text(String)
  case array([JSONValue])
  case object([Member])

  struct Member: Sendable, Equatable {
    let name: String
    let value: JSONValue
  }
}

extension JSONValue {
  /// The value on one line.
  var compact: String {
    switch self {
    case .null: "null"
    case .toggle(let value): value ? "true" : "false"
    case .number(let text): text
    case .text(let text): Self.quoted(text)
    case .array(let values): "[" + values.map(\.compact).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.name)): \($0.value.compact)" }.joined(separator: ", ") + "}"
    }
  }

  /// The value over several lines, objects of one scalar member (`{"env": "NAME"}`) and arrays of scalars on one.
  func pretty(indent: String = "") -> String {
    let inner = indent + "  "
    switch self {
    case .object(let members) where !members.isEmpty && !isOneScalarMember:
      let lines = members.map { "\(inner)\(Self.quoted($0.name)): \($0.value.pretty(indent: inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    case .array(let values) where !values.allSatisfy(\.isScalar):
      return "[\n" + values.map { inner + $0.pretty(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
    default:
      return compact
    }
  }

  private var isOneScalarMember: Bool {
    guard case .object(let members) = self, members.count == 1, let only = members.first else { return false }
    return only.value.isScalar
  }

  /// True of what is neither an object nor an array.
  var isScalar: Bool {
    switch self {
    case .object, .array: false
    default: true
    }
  }

  /// A string in its quotes, everything escaped that a terminal would not show as it is.
  static func quoted(_ text: String) -> String { text.quotedAsJSON(escaping: \.steersTerminal) }
}
