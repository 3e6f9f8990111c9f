extension Duration {
  /// Whole milliseconds, rounded up, so that a wait is never cut to nothing.
  var roundedUpMilliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// The duration as a reader of messages wants it, such as `60 s` or `0.25 s`.
  var inSeconds: String {
    let milliseconds = roundedUpMilliseconds
    guard !milliseconds.isMultiple(of: 1000) else { return "\(milliseconds / 1000) s" }
    let fraction = String(1000 + milliseconds % 1000).dropFirst()
    return "\(milliseconds / 1000).\(fraction.reversed().drop { $0 == "0" }.reversed().map(String.init).joined()) s"
  }
}
