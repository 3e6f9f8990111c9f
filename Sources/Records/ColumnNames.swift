/// Rules for the names of columns (Azure Monitor, HTTP Data Collector API, "Data limits" and "Reserved properties").
public enum ColumnNames {
  /// The longest name that the service takes, before it adds its suffix.
  public static let maxLength = 45
  /// Names that the service refuses, compared without case.
  private static let reserved = ["tenant", "timegenerated", "rawdata"]

  /// Why the service would refuse or change a name.
  public enum Fault: Sendable, Equatable {
    /// Not a letter, followed by letters, digits and underscores.
    case characters
    case length
    case reserved
  }

  /// What is wrong with a name, or nil where it can be a column's.
  public static func fault(in name: String) -> Fault? {
    guard let first = name.utf8.first, ASCII.isLetter(first),
      name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") })
    else { return .characters }
    if name.utf8.count > maxLength { return .length }
    return reserved.contains(name.lowercased()) ? .reserved : nil
  }

  /// A name that the service takes, made of an input's field name.
  static func cleaned(_ name: String) -> String {
    var cleaned = ""
    for byte in name.utf8.prefix(maxLength) {
      let fits = ASCII.isLetter(byte) || ASCII.isDigit(byte)
      cleaned.append(fits ? Character(UnicodeScalar(byte)) : "_")
    }
    if fault(in: cleaned) == nil { return cleaned }
    return String("x_\(cleaned)".prefix(maxLength))
  }
}
