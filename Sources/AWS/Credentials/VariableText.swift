/// Text in which `$NAME` and `${NAME}` stand for variables, as Python's `os.path.expandvars` has it.
enum VariableText {
  /// The text with the variables' values; a name that no variable has stays as it stands.
  static func expand(_ text: String, _ environment: [String: String]) -> String {
    var expanded = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      expanded += rest[..<dollar]
      rest = rest[dollar...]
      let after = rest.dropFirst()
      let name: Substring
      let reference: Substring
      if after.first == "{", let end = after.firstIndex(of: "}") {
        name = after[after.index(after: after.startIndex)..<end]
        reference = rest[...end]
      } else {
        name = after.prefix(while: isOfName)
        reference = rest[..<name.endIndex]
      }
      expanded += environment[String(name)] ?? String(reference)
      rest = rest[reference.endIndex...]
    }
    return expanded + rest
  }

  private static func isOfName(_ character: Character) -> Bool {
    character == "_" || character.isASCII && (character.isLetter || character.isNumber)
  }
}
