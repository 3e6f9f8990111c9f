extension String {
  /// The text with its control characters replaced, so that no client writes to the terminal.
  var printable: String {
    let shown = unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
    return String(String.UnicodeScalarView(shown))
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at its ends.
  func trimmingSpaces() -> String {
    var text = self[...]
    while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
    while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
    return String(text)
  }
}
