/// Rules for the names of columns (Azure Monitor, HTTP Data Collector API, "Data limits" and "Reserved properties").
public enum ColumnNames {
  /// The longest name that the service takes, before it adds its suffix.
  public static let maxLength = 45
  /// Names that the service refuses, compared without case.
  public static let reserved = ["tenant", "timegenerated", "rawdata"]

  /// Why a name cannot be a column, or nil where it can.
  public static func problem(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    guard let first = bytes.first else { return "is empty" }
    if !ASCII.isLetter(first) { return "does not begin with a letter" }
    if !bytes.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }) {
      return "has a character that is no letter, digit or underscore"
    }
    if bytes.count > maxLength { return "is longer than \(maxLength) characters" }
    if reserved.contains(name.lowercased()) { return "is reserved by the service" }
    return nil
  }

  /// A name that the service takes, made of an input's field name.
  static func cleaned(_ name: String) -> String {
    var cleaned = ""
    for byte in name.utf8.prefix(maxLength) {
      let fits = ASCII.isLetter(byte) || ASCII.isDigit(byte)
      cleaned.append(fits ? Character(UnicodeScalar(byte)) : "_")
    }
    if problem(cleaned) == nil { return cleaned }
    return String("x_\(cleaned)".prefix(maxLength))
  }
}
