/// What a program wrote to its standard error, as far as it may be shown.
///
/// A program that gives a secret may show it in its messages too, as `sh -x` does. So words of the output are masked, and
/// so is whatever is long and looks like a key.
struct Complaint {
  private static let keptBytes = 4096
  private static let shownCharacters = 300
  private static let keyLength = 32

  private var bytes: [UInt8] = []

  /// Takes more of it; only the end is kept.
  mutating func append(_ more: some Collection<UInt8>) {
    bytes += more
    if bytes.count > Self.keptBytes { bytes.removeFirst(bytes.count - Self.keptBytes) }
  }

  /// Its end on one line, without control characters, and without what the program printed.
  ///
  /// - Parameter output: What the program gave, of which no word may be seen.
  /// - Returns: Some hundred characters at most; empty where it wrote nothing.
  func shown(without output: [UInt8]) -> String {
    var words: [String] = []
    var left = Self.shownCharacters
    let secrets = Set(Self.words(output).filter { $0.count > 3 })
    for word in Self.words(bytes).reversed() {
      guard left > 0 else { break }
      let shown = Self.mayBeSecret(word, secrets) ? "***" : Self.printable(word.suffix(left))
      left -= shown.count + 1
      words.append(shown)
    }
    return words.reversed().joined(separator: " ")
  }

  private static func words(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace || $0.isNewline || "'\"`".contains($0) }
  }

  private static func mayBeSecret(_ word: Substring, _ secrets: Set<Substring>) -> Bool {
    secrets.contains { word.contains($0) || $0.contains(word) && word.count > 7 }
      || word.split(whereSeparator: { !isKeyCharacter($0) }).contains { $0.count >= keyLength && !$0.hasPrefix("/") }
  }

  private static func isKeyCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "+/=_".contains(character))
  }

  private static func printable(_ word: Substring) -> String {
    var shown = ""
    for scalar in word.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        shown.append("\u{FFFD}")
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
