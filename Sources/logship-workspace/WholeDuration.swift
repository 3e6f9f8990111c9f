import ArgumentParser

/// A whole number of seconds, minutes or hours, such as `30m`.
struct WholeDuration: ExpressibleByArgument {
  let seconds: Int

  init?(argument: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = argument.last.flatMap({ units[$0] }), let amount = Int(argument.dropLast()),
      (1...1_000_000).contains(amount), argument.first?.isNumber == true
    else { return nil }
    seconds = amount * unit
  }
}
