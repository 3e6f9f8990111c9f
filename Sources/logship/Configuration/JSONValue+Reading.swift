extension JSONValue {
  /// The members of an object, else none.
  var members: [Member] { if case .object(let members) = self { members } else { [] } }

  /// The values of an array, else none.
  var elements: [JSONValue] { if case .array(let values) = self { values } else { [] } }

  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// A number as it was written.
  var digits: String? { if case .number(let digits) = self { digits } else { nil } }

  /// The first member of this name.
  subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }
}
