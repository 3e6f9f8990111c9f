/// The rules for property names.
///
/// Page "HTTP Data Collector API", sections "Request body", "Reserved properties" and "Data limits"; that a name begins
/// with a letter is a rule of the tables themselves.
enum ColumnName {
  /// Why the service takes no property of this name, or nil if it does.
  static func fault(of name: String) -> String? {
    fault(of: name, reserved: DocumentedLimits.reservedNames).map { "The property name \"\(name.prefix(60))\" \($0)." }
  }

  /// What is wrong with a name that no column may have, in words that follow it; nil for any other.
  static func fault(of name: String, reserved: Set<String>) -> String? {
    let bytes = name.utf8
    guard let first = bytes.first, isLetter(first), bytes.allSatisfy(isLetterDigitUnderscore) else {
      return "is not a letter followed by letters, digits and underscores"
    }
    guard bytes.count <= DocumentedLimits.columnNameCharacters else { return "has more than 45 characters" }
    return reserved.contains(name.lowercased()) ? "is reserved" : nil
  }

  /// Whether a byte is an ASCII letter, a digit or an underscore.
  static func isLetterDigitUnderscore(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == UInt8(ascii: "_") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }

  /// Whether a byte is an ASCII letter.
  static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }
}
