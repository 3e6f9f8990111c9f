import Foundation

/// A time written `YYYY-MM-DDTHH:MM:SS`, where allowed with a space for the `T`, with or without a fraction, then `Z`, an offset, or nothing, which means UTC.
struct ISODateTime: Equatable {
  /// Whole seconds since 1970.
  let seconds: Int
  /// The digits after the decimal point as they were written.
  let fraction: String
  /// Whether the text already ended in `Z`.
  let isWrittenInUTC: Bool

  init?(_ text: [UInt8], allowsSpace: Bool = false) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T") || (allowsSpace && reader.take(" ")), let hour = reader.number(2),
      reader.take(":"),
      let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
      let days = CivilDate.days(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction = ""
    if reader.take(".") {
      fraction = reader.digits()
      guard !fraction.isEmpty, fraction.count <= 9 else { return nil }
    }
    var offset = 0
    isWrittenInUTC = reader.take("Z")
    if !isWrittenInUTC, !reader.isAtEnd {
      guard let sign = reader.sign(), let hours = reader.number(2), hours <= 14 else { return nil }
      _ = reader.take(":")
      guard let minutes = reader.number(2), minutes < 60 else { return nil }
      offset = sign * (hours * 3600 + minutes * 60)
    }
    guard reader.isAtEnd else { return nil }
    self.fraction = fraction
    seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset
  }

  init(seconds: Int) {
    self.seconds = seconds
    fraction = ""
    isWrittenInUTC = true
  }

  /// The time in UTC, ending in `Z`.
  var text: String {
    let days = seconds.flooredQuotient(86400)
    let rest = seconds - days * 86400
    let (year, month, day) = CivilDate.date(days: days)
    let date = "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    let time = "\((rest / 3600).padded(2)):\((rest / 60 % 60).padded(2)):\((rest % 60).padded(2))"
    return "\(date)T\(time)\(fraction.isEmpty ? "" : "." + fraction)Z"
  }
}

/// Reads fixed-width digits from text, for date forms.
struct DigitReader {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) {
    self.text = text
  }

  var isAtEnd: Bool { position == text.count }

  /// The value of exactly this many digits.
  mutating func number(_ width: Int) -> Int? {
    var value = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// All digits that follow.
  mutating func digits() -> String {
    var text = ""
    while let digit = digit() { text += "\(digit)" }
    return text
  }

  /// Goes over this text if it follows.
  mutating func take(_ expected: String) -> Bool {
    var next = position
    for byte in expected.utf8 {
      guard next < text.count, text[next] == byte else { return false }
      next += 1
    }
    position = next
    return true
  }

  /// 1 or -1 for a sign that follows.
  mutating func sign() -> Int? {
    if take("+") { return 1 }
    return take("-") ? -1 : nil
  }

  private mutating func digit() -> Int? {
    guard position < text.count, text[position] >= UInt8(ascii: "0"), text[position] <= UInt8(ascii: "9") else {
      return nil
    }
    position += 1
    return Int(text[position - 1] - UInt8(ascii: "0"))
  }
}
