extension UTCTime {
  /// Reads a time as the programs write it that give out keys: with `Z`, `UTC`, `+02:00`, `-0700` or nothing for UTC at
  /// its end, a `T` or a space before the hour.
  init?(loose text: String) {
    var body = Substring(text)
    var offset: Int64 = 0
    if let suffix = ["Z", "UTC", "GMT", "z"].first(where: body.hasSuffix) {
      body.removeLast(suffix.count)
    } else if let sign = body.lastIndex(where: { $0 == "+" || $0 == "-" }),
      body.distance(from: body.startIndex, to: sign) >= 19
    {
      let digits = body[body.index(after: sign)...].filter { $0 != ":" }
      guard digits.count == 4, let number = Int64(digits), number % 100 < 60 else { return nil }
      offset = (number / 100 * 3600 + number % 100 * 60) * (body[sign] == "-" ? -1 : 1)
      body = body[..<sign]
    }
    while body.last == " " { body.removeLast() }
    guard let time = UTCTime(iso8601: body.replacing(" ", with: "T") + "Z") else { return nil }
    self.init(time.secondsSince1970 - offset)
  }
}
