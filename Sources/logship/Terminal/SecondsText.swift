extension Double {
  /// These seconds with milliseconds, as text that is a JSON number; nil for what no run takes.
  var secondsText: String? {
    guard self >= 0, self < 1e12 else { return nil }
    let milliseconds = Int((self * 1000).rounded())
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
