/// An address that gives tokens to one machine alone.
enum LocalEndpoint {
  /// The host of a plain URL within 169.254.0.0/16, which no router passes on; nil for any other.
  ///
  /// App Service on Linux has its identity endpoint there, with a number of its own for each app.
  static func linkLocalHost(_ url: String) -> String? {
    guard url.lowercased().hasPrefix("http://") else { return nil }
    let host = url.dropFirst("http://".count).prefix { !"/?#:@".contains($0) }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { part in
      // With a zero in front some read a number as octal.
      part.first == "0" && part.count > 1 ? nil : UInt8(part)
    }
    guard numbers.count == 4, numbers[0] == 169, numbers[1] == 254, !numbers.contains(nil) else { return nil }
    return String(host)
  }
}
