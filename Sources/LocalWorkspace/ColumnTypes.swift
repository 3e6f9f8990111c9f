import Foundation

/// The types that the service gives to columns, each with the suffix of its columns' names.
///
/// Page "HTTP Data Collector API", section "Record type and properties".
enum ColumnType: String, CaseIterable, Sendable {
  case string = "_s"
  case boolean = "_b"
  case double = "_d"
  case dateTime = "_t"
  case guid = "_g"
}

/// How the service guesses the type of a string, and what it takes a string for where a column exists.
enum ColumnGuess {
  /// The type of a new column for a string value.
  static func type(of text: [UInt8]) -> ColumnType {
    if guid(text) != nil { return .guid }
    if dateTime(text) != nil { return .dateTime }
    return .string
  }

  /// A GUID as it is stored, or nil if the text is none: 32 hex digits, with dashes or without.
  ///
  /// Text of 32 digits without dashes is rewritten with them (MicrosoftDocs/azure-docs issues 46550 and 37362); by the
  /// note in "Record type and properties" that is the only change, so upper case stays.
  static func guid(_ text: [UInt8]) -> [UInt8]? {
    guard text.count == 32 || text.count == 36 else { return nil }
    let dashed = text.count == 36
    var stored: [UInt8] = []
    stored.reserveCapacity(36)
    var digits = 0
    for (index, byte) in text.enumerated() {
      if dashed, index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard JSONText.hexDigit(byte) != nil else { return nil }
      if digits == 8 || digits == 12 || digits == 16 || digits == 20 { stored.append(UInt8(ascii: "-")) }
      stored.append(byte)
      digits += 1
    }
    return stored
  }

  /// A date-time as it is stored, in UTC with `Z`, or nil if the text is none.
  ///
  /// A full ISO time is one, with a zone or without (MicrosoftDocs/azure-docs issue 61259); RFC 1123 is a string (issue
  /// 107774), and so is a bare date.
  static func dateTime(_ text: [UInt8]) -> [UInt8]? {
    guard text.count >= 19, text[4] == UInt8(ascii: "-"), let time = ISODateTime(text) else { return nil }
    return time.isWrittenInUTC ? text : Array(time.text.utf8)
  }

  /// The number that a string can be converted to, as JSON writes it, or nil.
  static func number(_ text: [UInt8]) -> [UInt8]? {
    guard let first = text.first, first == UInt8(ascii: "-") || JSONText.hexDigit(first).map({ $0 < 10 }) == true,
      text.allSatisfy({ JSONText.hexDigit($0).map { $0 < 10 } == true || "+-.eE".utf8.contains($0) }),
      let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite
    else { return nil }
    return Array(value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))".utf8 : "\(value)".utf8)
  }

  /// The boolean that a string can be converted to, or nil.
  static func boolean(_ text: [UInt8]) -> Bool? {
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }
}
