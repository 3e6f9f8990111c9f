/// The written form: `1-500,502`, ascending, without spaces, and only in the shortest way to write it.
extension RecordSpans: LosslessStringConvertible {
  public var description: String {
    var text = ""
    for range in ranges {
      if !text.isEmpty { text += "," }
      text += "\(range.lowerBound)"
      if range.count > 1 { text += "-\(range.upperBound - 1)" }
    }
    return text
  }

  /// Reads the written form, empty for no records; nil for whatever `description` does not write.
  public init?(_ text: String) {
    self.init()
    var bytes = text.utf8[...]
    while !bytes.isEmpty {
      guard let first = RecordSpans.number(&bytes) else { return nil }
      var last = first
      if bytes.first == UInt8(ascii: "-") {
        bytes.removeFirst()
        guard let number = RecordSpans.number(&bytes), number > first else { return nil }
        last = number
      }
      if let before = ranges.last, first <= before.upperBound { return nil }
      insert(first..<last + 1)
      guard !bytes.isEmpty else { break }
      guard bytes.removeFirst() == UInt8(ascii: ","), !bytes.isEmpty else { return nil }
    }
  }

  /// A number from 1 to below the largest, without leading zeros.
  private static func number(_ bytes: inout Substring.UTF8View) -> Int? {
    guard bytes.first != UInt8(ascii: "0") else { return nil }
    var value = 0
    var digits = 0
    while let byte = bytes.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      let (tens, overTens) = value.multipliedReportingOverflow(by: 10)
      let (sum, overSum) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !overTens, !overSum, sum < Int.max else { return nil }
      value = sum
      digits += 1
      bytes.removeFirst()
    }
    return digits > 0 ? value : nil
  }
}
