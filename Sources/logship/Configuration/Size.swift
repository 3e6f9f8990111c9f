/// Sizes in bytes as people write them.
enum Size {
  private static let units: [(name: String, factor: Int)] = [
    ("", 1), ("b", 1), ("k", 1_000), ("kb", 1_000), ("m", 1_000_000), ("mb", 1_000_000), ("g", 1_000_000_000),
    ("gb", 1_000_000_000), ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30),
  ]

  /// Reads `8000000`, `8MB`, `8 MB` or `8MiB`; k, M and G count by a thousand, KiB, MiB and GiB by 1,024.
  ///
  /// - Parameter text: A whole number with or without a unit, its case of no matter.
  /// - Returns: The bytes, or nil where the text is no size or its bytes are no `Int`.
  static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    var unit = text.dropFirst(digits.count)
    if unit.first == " " { unit = unit.dropFirst() }
    guard let count = Int(digits), let factor = units.first(where: { $0.name == unit.lowercased() })?.factor else {
      return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : bytes
  }
}

extension Int {
  /// The number with a comma at every third digit.
  var grouped: String {
    var result = ""
    let digits = String(magnitude)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return self < 0 ? "-" + result : result
  }
}
