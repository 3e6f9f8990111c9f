extension Unicode.Scalar {
  /// Whether a terminal may do more with it than show it: the controls of ASCII and those from U+0080 on, the line ends of
  /// Unicode, and what turns the direction of the text around it.
  var steersTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension String {
  /// Whether it has to be escaped before a terminal gets it.
  var steersTerminal: Bool { unicodeScalars.contains { $0.steersTerminal } }
}
