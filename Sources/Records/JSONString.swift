extension String {
  /// The text as JSON has it, in its quotes: all below U+0020 escaped.
  ///
  /// - Parameter isEscaped: Whether a character is written as `\u0000` that JSON would take as it is.
  /// - Returns: What any reader of JSON takes for the text.
  public func quotedAsJSON(escaping isEscaped: (Unicode.Scalar) -> Bool = { _ in false }) -> String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value < 0x1_0000 && isEscaped(scalar):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
