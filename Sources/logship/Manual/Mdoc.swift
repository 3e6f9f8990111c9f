/// Writes mdoc(7), in which manual pages are written.
struct Mdoc {
  private(set) var text: String

  /// Begins a page.
  init(title: String, section: Int, name: String, about: String) {
    text = """
      .Dd \(Version.date)
      .Dt \(title.uppercased()) \(section)
      .Os
      .Sh NAME
      .Nm \(name)
      .Nd \(Self.escaped(about))

      """
  }

  mutating func section(_ title: String) {
    text += ".Sh \(title.uppercased())\n"
  }

  mutating func subsection(_ title: String) {
    text += ".Ss \(Self.escaped(title))\n"
  }

  /// Adds a paragraph of plain words.
  mutating func paragraph(_ words: String) {
    text += ".Pp\n\(Self.escaped(words))\n"
  }

  /// Adds lines as they are, such as commands to type.
  mutating func literal(_ lines: [String]) {
    text += ".Bd -literal -offset indent\n" + lines.map { Self.escaped($0) + "\n" }.joined() + ".Ed\n"
  }

  /// Adds names with what they mean.
  mutating func list(_ items: [(name: String, words: [String])]) {
    guard !items.isEmpty else { return }
    text += ".Bl -tag -width indent\n"
    for item in items {
      text += ".It \(Self.argument(item.name))\n"
      text += item.words.map { Self.escaped($0) + "\n" }.joined(separator: ".br\n")
    }
    text += ".El\n"
  }

  /// Adds a line of macros.
  mutating func macro(_ line: String) {
    text += ".\(line)\n"
  }

  /// Words that roff takes as they are: a backslash begins its escapes, a dot or quote at a line's start its macros,
  /// and a bare hyphen would be set as a dash that cannot be copied.
  static func escaped(_ words: String) -> String {
    let text = words.map { character -> String in
      switch character {
      case "\\": "\\e"
      case "-": "\\-"
      case "\n": " "
      default: String(character)
      }
    }.joined()
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
  }

  /// One argument of a macro: in quotes, so that none of its words is taken for a macro.
  static func argument(_ words: String) -> String {
    "Sy \"\(escaped(words).replacing("\"", with: "\"\""))\""
  }
}
