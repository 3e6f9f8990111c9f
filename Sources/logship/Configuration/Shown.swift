import Digest

/// Values as they may be shown in errors and by `logship check`.
enum Shown {
  /// A value that was given at a path, which may be one in whose place somebody put a secret.
  static func text(of given: Given, at path: String) -> String {
    let holdsSecret = SettingTable.all.contains {
      $0.mayHoldSecret && (path.isEmpty || $0.path == path && !$0.isSecret || $0.path.hasPrefix("\(path)."))
    }
    guard holdsSecret else { return text(of: given) }
    return switch given {
    case .text, .json(.text): "a text"
    case .texts, .json(.array): "a list"
    case .json(.object): "an object"
    case .json(.number): "a number"
    case .json(.toggle(let value)): "\(value)"
    case .json(.null): "null"
    case .secretFile(let file): shortened(quoted(file))
    }
  }

  /// A value that was given, shortened, with passwords in URLs masked.
  static func text(of given: Given) -> String {
    switch given {
    case .text(let text): allDigits(text) ? text : shortened(quoted(text))
    case .texts(let texts): shortened("[" + texts.map(quoted).joined(separator: ", ") + "]")
    case .json(let value): text(of: value)
    case .secretFile(let file): shortened(quoted(file))
    }
  }

  /// A value of a file.
  static func text(of value: JSONValue) -> String {
    switch value {
    case .text(let text): shortened(quoted(text))
    case .object(let members):
      members.map(\.value).allSatisfy(\.isScalar)
        ? shortened(
          "{" + members.map { "\(JSONValue.quoted($0.name)): \(text(of: $0.value))" }.joined(separator: ", ") + "}")
        : "an object"
    case .array(let values):
      values.allSatisfy(\.isScalar)
        ? shortened("[" + values.map { text(of: $0) }.joined(separator: ", ") + "]") : "an array"
    default: shortened(value.compact)
    }
  }

  /// A value in force, whole.
  static func effective(_ value: SettingValue) -> String {
    switch value {
    case .text(let text): plain(text)
    case .number(let number): "\(number)"
    case .duration(let duration): DurationText.text(duration)
    case .toggle(let value): value ? "true" : "false"
    case .list(let texts): "[" + texts.map(quoted).joined(separator: ", ") + "]"
    case .pairs(let pairs):
      "{" + pairs.map { "\(JSONValue.quoted($0.name)): \(quoted($0.text))" }.joined(separator: ", ") + "}"
    case .secret: "***"
    case .signIn(let signIn): signIn.shown
    }
  }

  /// A default.
  static func effective(_ value: JSONValue) -> String {
    if case .text(let text) = value { plain(text) } else { value.compact }
  }

  private static func plain(_ text: String) -> String {
    text.steersTerminal ? JSONValue.quoted(text) : EndpointURL.masked(text)
  }

  /// A name that somebody made up, fit for one line.
  static func name(_ name: String) -> String {
    shortened(name.steersTerminal ? JSONValue.quoted(name) : name)
  }

  /// Words that may hold names that somebody made up, on one line and whole.
  static func line(_ words: String) -> String {
    words.steersTerminal ? String(JSONValue.quoted(words).dropFirst().dropLast()) : words
  }

  private static func quoted(_ text: String) -> String {
    // A workspace key in the place of another setting must not be printed on that account.
    looksLikeKey(text) ? "***" : JSONValue.quoted(EndpointURL.masked(text))
  }

  private static func looksLikeKey(_ text: String) -> Bool {
    let text = text.trimmingWhiteSpace
    return text.utf8.count >= 40 && !text.hasPrefix("/") && Base64.decode(text) != nil
  }

  private static func allDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 20 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func shortened(_ text: String) -> String {
    text.count <= 120 ? text : "\(text.prefix(100))… (\(text.count.grouped) characters)"
  }
}
