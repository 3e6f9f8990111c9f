/// What a setting takes.
enum SettingKind: Sendable {
  case text(TextForm)
  case choice([String])
  case count(ClosedRange<Int>)
  case size(ClosedRange<Int>)
  case duration(ClosedRange<Duration>)
  case toggle
  /// Texts of one form each.
  case list(TextForm)
  /// Names to texts, in the order written.
  case pairs
  case secret(SecretShape)
  /// A way to sign in to Entra ID.
  case signIn
}

/// A value of a setting, read.
enum SettingValue: Sendable, Equatable {
  case text(String)
  case number(Int)
  case duration(Duration)
  case toggle(Bool)
  case list([String])
  case pairs([NamedText])
  case secret(SecretSource)
  case signIn(SignInSetting)
}

/// A name and what it stands for, in an order that matters.
struct NamedText: Sendable, Equatable {
  let name: String
  let text: String
}

/// A value as it was given, before anybody looked at it.
enum Given: Sendable, Equatable {
  /// By a variable, or a flag that is given once.
  case text(String)
  /// By a flag that is given again and again.
  case texts([String])
  case json(JSONValue)
  /// The name of a file that holds a secret.
  case secretFile(String)
}

/// Why a value does not fit: what is allowed, in words.
struct Unfit: Error, Equatable {
  let allowed: String
}

extension SettingKind {
  /// What is allowed, in words that follow "allowed is".
  var allowed: String {
    switch self {
    case .text(let shape): shape.allowed
    case .choice(let names): Self.enumeration(names)
    case .count(let range): "a whole number from \(range.lowerBound.grouped) to \(range.upperBound.grouped)"
    case .size(let range):
      "a size from \(range.lowerBound.grouped) to \(range.upperBound.grouped) bytes, such as 8000000 or \"8MB\""
    case .duration(let range):
      "a time with its unit from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound)), "
        + "such as \"90s\" or \"10m\""
    case .toggle: "true or false"
    case .list(let form): "a list, each \(form.allowed)"
    case .pairs: "an object of names and texts"
    case .secret: SecretForms.usage
    case .signIn: SignInSetting.allowed
    }
  }

  /// Reads a value; a secret is read by `SecretSource`, which knows where it came from, and a sign-in by `SignInSetting`.
  ///
  /// - Parameter given: The value as it was given.
  /// - Returns: The value as the program uses it.
  /// - Throws: `Unfit` with what is allowed.
  func read(_ given: Given) throws(Unfit) -> SettingValue {
    switch self {
    case .text(let shape):
      guard let text = given.text, shape.accepts(text) else { throw unfit }
      return .text(text)
    case .choice(let names):
      guard let text = given.text, names.contains(text) else { throw unfit }
      return .text(text)
    case .count(let range):
      guard let number = given.number(Int.init), range.contains(number) else { throw unfit }
      return .number(number)
    case .size(let range):
      guard let number = given.number(Size.parse), range.contains(number) else { throw unfit }
      return .number(number)
    case .duration(let range):
      guard let duration = given.text.flatMap(DurationText.parse), range.contains(duration) else { throw unfit }
      return .duration(duration)
    case .toggle:
      guard let value = given.toggle else { throw unfit }
      return .toggle(value)
    case .list(let form):
      guard let list = given.list, list.allSatisfy({ form.accepts($0) }) else { throw unfit }
      return .list(list)
    case .pairs:
      guard let pairs = given.pairs else { throw unfit }
      return .pairs(pairs)
    case .secret, .signIn: throw unfit
    }
  }

  private var unfit: Unfit { Unfit(allowed: allowed) }

  /// Names as a sentence has them, `a, b or c`.
  static func enumeration(_ names: [String], last word: String = "or") -> String {
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}

extension Given {
  fileprivate var text: String? {
    switch self {
    case .text(let text), .json(.text(let text)): text
    default: nil
    }
  }

  fileprivate func number(_ parse: (String) -> Int?) -> Int? {
    switch self {
    case .text(let text), .json(.text(let text)), .json(.number(let text)): parse(text)
    default: nil
    }
  }

  fileprivate var toggle: Bool? {
    switch self {
    case .json(.toggle(let value)): value
    case .text("true"): true
    case .text("false"): false
    default: nil
    }
  }

  /// A list in a variable is a JSON array, or texts with commas between them.
  fileprivate var list: [String]? {
    switch self {
    case .texts(let texts): return texts
    case .json(.array(let values)):
      let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
      return texts.count == values.count ? texts : nil
    case .text(let text) where text.hasPrefix("["):
      return (try? JSONParser.parse(Array(text.utf8))).flatMap { Given.json($0).list }
    case .text(let text): return text.split(separator: ",").map(String.init)
    default: return nil
    }
  }

  /// Pairs in a variable are a JSON object, or `NAME=TEXT` with commas between them.
  fileprivate var pairs: [NamedText]? {
    switch self {
    case .texts(let texts): return Self.pairs(texts)
    case .json(.object(let members)):
      let pairs = members.compactMap { member -> NamedText? in
        guard case .text(let text) = member.value else { return nil }
        return NamedText(name: member.name, text: text)
      }
      return pairs.count == members.count ? pairs : nil
    case .text(let text) where text.hasPrefix("{"):
      return (try? JSONParser.parse(Array(text.utf8))).flatMap { Given.json($0).pairs }
    case .text(let text): return Self.pairs(text.split(separator: ",").map(String.init))
    default: return nil
    }
  }

  private static func pairs(_ texts: [String]) -> [NamedText]? {
    let pairs = texts.compactMap { text -> NamedText? in
      guard let separator = text.firstIndex(of: "="), separator > text.startIndex else { return nil }
      return NamedText(name: String(text[..<separator]), text: String(text[text.index(after: separator)...]))
    }
    return pairs.count == texts.count ? pairs : nil
  }
}
