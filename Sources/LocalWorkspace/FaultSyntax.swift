import Foundation

/// Why a fault's specification cannot be read.
public struct FaultSyntaxError: Error, CustomStringConvertible, Equatable {
  public let description: String
}

/// The text forms of faults.
///
/// `requests=SELECTOR: FAULT`, where SELECTOR is `all` or numbers and ranges (`3`, `1-5,9`, `2-`), and
/// `rate=R seed=N: FAULT,FAULT`. The faults:
///
/// - a status, `400` to `599`, with `:code=CODE` and `:retry-after=` SECONDS, `date+SECONDS` or, last, a date;
/// - `400:marked=TEXT` for bodies that contain the text, which goes to the end;
/// - `reset`, `stall`, both also as `reset=mid-body`; `close`; `lost-200`;
/// - `clock=+20m` (`s`, `m`, `h`), `body-limit-reset=BYTES`.
enum FaultSyntax {
  static func rule(_ text: String) throws(FaultSyntaxError) -> FaultPlan.Rule {
    let (selector, fault) = try halves(text, example: "requests=3: 503")
    guard selector.hasPrefix("requests=") else {
      throw FaultSyntaxError(description: "\"\(text)\" does not begin with requests=, as in \"requests=3: 503\"")
    }
    var ranges: [ClosedRange<Int>] = []
    for part in selector.dropFirst("requests=".count).split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = range(part.trimmingCharacters(in: .whitespaces)) else {
        throw FaultSyntaxError(
          description: "\"\(part)\" in \"\(text)\" is not a number from 1, a range such as 2-5 or 2-, or all")
      }
      ranges.append(range)
    }
    return FaultPlan.Rule(requests: ranges, fault: try named(fault))
  }

  static func dice(_ text: String) throws(FaultSyntaxError) -> FaultPlan.Dice {
    let (selector, list) = try halves(text, example: "rate=0.3 seed=7: 429,503")
    var rate: Double?
    var seed: UInt64 = 0
    for word in selector.split(separator: " ") {
      if word.hasPrefix("rate="), let value = Double(word.dropFirst(5)), (0...1).contains(value) {
        rate = value
      } else if word.hasPrefix("seed="), let value = UInt64(word.dropFirst(5)) {
        seed = value
      } else {
        throw FaultSyntaxError(
          description: "\"\(word)\" in \"\(text)\" is neither rate= with 0 to 1 nor seed= with digits")
      }
    }
    guard let rate else { throw FaultSyntaxError(description: "\"\(text)\" has no rate=, such as rate=0.3") }
    var faults: [ActiveFaults.Named] = []
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      faults.append(try named(part.trimmingCharacters(in: .whitespaces)))
    }
    return FaultPlan.Dice(rate: rate, seed: seed, faults: faults)
  }

  private static func halves(_ text: String, example: String) throws(FaultSyntaxError) -> (String, String) {
    guard let colon = text.firstIndex(of: ":") else {
      throw FaultSyntaxError(description: "\"\(text)\" has no colon before its fault, as in \"\(example)\"")
    }
    return (
      text[..<colon].trimmingCharacters(in: .whitespaces),
      text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    )
  }

  private static func range(_ text: String) -> ClosedRange<Int>? {
    if text == "all" { return 1...Int.max }
    guard let dash = text.firstIndex(of: "-") else {
      return count(text).map { $0...$0 }
    }
    let end = text[text.index(after: dash)...]
    guard let first = count(text[..<dash]), let last = end.isEmpty ? Int.max : count(end), last >= first else {
      return nil
    }
    return first...last
  }

  private static func count(_ text: some StringProtocol) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
      number >= 1
    else { return nil }
    return number
  }

  private static func named(_ text: String) throws(FaultSyntaxError) -> ActiveFaults.Named {
    guard let fault = fault(text) else {
      throw FaultSyntaxError(
        description: """
          "\(text)" is no fault; faults are 400 to 599 (with :code=, :retry-after=), 400:marked=TEXT, reset, \
          reset=mid-body, stall, stall=mid-body, close, lost-200, clock=+20m, body-limit-reset=BYTES
          """)
    }
    return ActiveFaults.Named(fault: fault, text: text)
  }

  private static func fault(_ text: String) -> Fault? {
    switch text {
    case "reset": return .reset(.beforeAnswer)
    case "reset=mid-body": return .reset(.midBody)
    case "stall": return .stall(.beforeAnswer)
    case "stall=mid-body": return .stall(.midBody)
    case "close": return .close
    case "lost-200": return .lost200
    default: break
    }
    if text.hasPrefix("clock=") { return offset(text.dropFirst("clock=".count)).map { .clock($0) } }
    if text.hasPrefix("body-limit-reset=") {
      return count(text.dropFirst("body-limit-reset=".count)).map { .bodyLimit($0) }
    }
    return status(text)
  }

  private static func status(_ text: String) -> Fault? {
    guard let status = Int(text.prefix { $0 != ":" }), (400...599).contains(status) else { return nil }
    var code: String?
    var retryAfter: Fault.RetryAfter?
    var rest = text.drop { $0 != ":" }.dropFirst()
    while !rest.isEmpty {
      if rest.hasPrefix("marked="), status == 400 {
        let marker = rest.dropFirst("marked=".count)
        return marker.isEmpty ? nil : .marked(Array(marker.utf8), code: code)
      }
      if rest.hasPrefix("code=") {
        let name = rest.dropFirst("code=".count).prefix { $0 != ":" }
        guard !name.isEmpty else { return nil }
        code = String(name)
        rest = rest.drop { $0 != ":" }.dropFirst()
      } else if rest.hasPrefix("retry-after=") {
        // A date has colons, so what is not seconds goes to the end.
        let value = rest.dropFirst("retry-after=".count)
        let head = value.prefix { $0 != ":" }
        let isDate = count(head) == nil && head != "0" && !head.hasPrefix("date+")
        guard let parsed = self.retryAfter(isDate ? value : head) else { return nil }
        retryAfter = parsed
        rest = isDate ? "" : value.drop { $0 != ":" }.dropFirst()
      } else {
        return nil
      }
    }
    return .status(status, code: code, retryAfter: retryAfter)
  }

  private static func retryAfter(_ text: Substring) -> Fault.RetryAfter? {
    if text.hasPrefix("date+") { return count(text.dropFirst("date+".count)).map { .dateAhead($0) } }
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
    return .text(String(text))
  }

  private static func offset(_ text: Substring) -> Int? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let sign = text.first, sign == "+" || sign == "-", let unit = text.last.flatMap({ units[$0] }),
      let amount = count(text.dropFirst().dropLast()), amount <= 1_000_000
    else { return nil }
    return (sign == "-" ? -1 : 1) * amount * unit
  }
}
