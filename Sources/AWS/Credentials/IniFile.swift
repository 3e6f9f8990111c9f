/// A file of `[section]` and `name = value`, read as botocore reads the shared AWS files.
///
/// The rules are those of Python's `configparser.RawConfigParser`: `=` or `:` after a name, names without case,
/// comments on lines of their own that begin with `#` or `;`, no comments after a value, and a line that is indented
/// deeper than its name goes on with the value, so a nested block such as that under `s3 =` is one value. One thing
/// differs: what is given twice is no error, the later one wins, as in the other AWS SDKs.
struct IniFile: Sendable, Equatable {
  /// Why a file could not be understood, without the text of the line, for it may be a secret.
  struct Malformed: Error, Equatable {
    let line: Int
    let reason: String
  }

  /// The sections by name, each with its values by lower-case name.
  let sections: [String: [String: String]]
  /// The sections' names in the file's order, each where it stood first.
  let titles: [String]

  init(_ text: String) throws(Malformed) {
    var sections: [String: [String: String]] = [:]
    var titles: [String] = []
    var section: String?
    var name: String?
    var nameIndent = 0
    let body = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    for (index, line) in body.split(omittingEmptySubsequences: false, whereSeparator: Self.endsLine).enumerated() {
      let content = line.trimmingWhitespace()
      if content.first == "#" || content.first == ";" { continue }
      let indent = line.prefix(while: \.isWhitespace).count
      if let section, let name, content.isEmpty || indent > nameIndent {
        sections[section]?[name]?.append("\n\(content)")
        continue
      }
      if content.isEmpty { continue }
      nameIndent = indent
      if content.first == "[", let end = content.lastIndex(of: "]"), end > content.index(after: content.startIndex) {
        let title = String(content[content.index(after: content.startIndex)..<end])
        if sections[title] == nil {
          sections[title] = [:]
          titles.append(title)
        }
        section = title
        name = nil
        continue
      }
      guard let current = section else {
        throw Malformed(line: index + 1, reason: "stands before any [section]")
      }
      guard let delimiter = content.firstIndex(where: { $0 == "=" || $0 == ":" }), delimiter > content.startIndex else {
        throw Malformed(line: index + 1, reason: "is neither a [section] nor name = value")
      }
      let key = content[..<delimiter].trimmingWhitespace().lowercased()
      sections[current]?[key] = String(content[content.index(after: delimiter)...].trimmingWhitespace())
      name = key
    }
    self.titles = titles
    self.sections = sections.mapValues { $0.mapValues { String($0.trimmingTrailingWhitespace()) } }
  }

  /// The `name = value` lines of a nested block, which `sections` has as one value.
  static func nested(_ value: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in value.split(whereSeparator: endsLine) {
      guard let delimiter = line.firstIndex(of: "=") else { continue }
      let name = line[..<delimiter].trimmingWhitespace().lowercased()
      values[name] = String(line[line.index(after: delimiter)...].trimmingWhitespace())
    }
    return values
  }

  /// A CR LF is one `Character`, so it is told apart here from a lone LF.
  private static func endsLine(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n" || character == "\r"
  }
}

extension Substring {
  fileprivate func trimmingWhitespace() -> Substring {
    drop(while: \.isWhitespace).trimmingTrailingWhitespace()
  }
}

extension StringProtocol {
  fileprivate func trimmingTrailingWhitespace() -> SubSequence {
    var end = endIndex
    while end > startIndex, self[index(before: end)].isWhitespace { end = index(before: end) }
    return self[..<end]
  }
}
