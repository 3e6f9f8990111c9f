/// Text as the ledger stores it: keys may hold a zero, at which SQLite would cut them off.
enum StoredText {
  /// Zeros as `\0`, and backslashes twice.
  static func encode(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\\") }) else { return text }
    var stored = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\0": stored += "\\0"
      case "\\": stored += "\\\\"
      default: stored.unicodeScalars.append(scalar)
      }
    }
    return stored
  }

  /// What `encode` made its text of.
  static func decode(_ stored: String) -> String {
    guard stored.utf8.contains(UInt8(ascii: "\\")) else { return stored }
    var text = ""
    var isEscaped = false
    for scalar in stored.unicodeScalars {
      if isEscaped {
        text.unicodeScalars.append(scalar == "0" ? "\0" : scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
