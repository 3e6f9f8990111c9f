/// The words of a command line, taken apart as botocore does with `credential_process`: by Python's `shlex.split`.
///
/// Those are the shell's rules of quoting and no others: nothing is expanded, and no shell runs.
enum CommandWords {
  /// Why a text is no command line.
  struct Malformed: Error, Equatable {
    let reason: String
  }

  /// The words of a text.
  ///
  /// - Throws: `Malformed` where a quotation is not closed, or a backslash has nothing behind it.
  static func split(_ text: String) throws(Malformed) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Unicode.Scalar?
    var rest = text.unicodeScalars[...]
    func next() -> Unicode.Scalar? { rest.popFirst() }
    while let scalar = next() {
      switch (quote, scalar) {
      case (let open?, _) where scalar == open:
        quote = nil
      case ("\"", "\\"):
        guard let escaped = next() else { throw Malformed(reason: "ends in a backslash") }
        // Within double quotes only these two are escaped, and any other backslash stands for itself.
        if escaped != "\"" && escaped != "\\" { word = (word ?? "") + "\\" }
        word = (word ?? "") + String(Character(escaped))
      case (.some, _):
        word = (word ?? "") + String(Character(scalar))
      case (nil, "\""), (nil, "'"):
        quote = scalar
        word = word ?? ""
      case (nil, "\\"):
        guard let escaped = next() else { throw Malformed(reason: "ends in a backslash") }
        word = (word ?? "") + String(Character(escaped))
      case (nil, " "), (nil, "\t"), (nil, "\r"), (nil, "\n"):
        if let complete = word { words.append(complete) }
        word = nil
      case (nil, _):
        word = (word ?? "") + String(Character(scalar))
      }
    }
    guard quote == nil else { throw Malformed(reason: "has a quotation that is not closed") }
    if let complete = word { words.append(complete) }
    return words
  }
}
