/// Where a value came from; its text is what `logship check` and the errors print.
enum Origin: Sendable, Hashable, CustomStringConvertible {
  /// As it is typed, `--batch-max-bytes`.
  case flag(String)
  case variable(String)
  case file(String)
  /// Made by logship from what surrounds it.
  case standard

  var description: String {
    switch self {
    case .flag(let name), .variable(let name), .file(let name): name
    case .standard: "default"
    }
  }
}
