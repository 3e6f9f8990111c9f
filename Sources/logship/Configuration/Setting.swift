/// One row of the table of settings.
///
/// The configuration file, the flags, the variables, `config.example.json`, the help and the man pages are all made
/// from these rows, so that a setting cannot be in one of them and missing in another.
struct Setting: Sendable {
  /// Its place in the file, `batch.maxBytes`.
  let path: String
  let kind: SettingKind
  /// The default as it stands in a file; null where there is none.
  let fallback: JSONValue
  /// What `config.example.json` shows where that is not the default: a placeholder.
  var example: JSONValue?
  /// One line, without a full stop.
  let help: String
  /// How the help calls the value, `size`.
  let valueName: String
  /// Shorter flags beside the one of the path, without dashes.
  var flagAliases: [String] = []
  /// Shorter variables beside the one of the path.
  var variableAliases: [String] = []
  /// Of a setting that can be an object as well as a value: the object's member that stands for the value.
  var valueMember: String?
  /// Variables of the 2019 Lambda, which are asked last.
  var formerVariables: [String] = []
}

extension Setting {
  var isSecret: Bool {
    if case .secret = kind { true } else { false }
  }

  /// Whether what is given for it may hold a secret.
  var mayHoldSecret: Bool {
    if case .signIn = kind { true } else { isSecret }
  }

  /// The path in kebab-case, `batch-max-bytes`; that of a secret ends in `-file`, since it takes no value but a path.
  var flag: String {
    Self.words(of: path).joined(separator: "-") + (isSecret ? "-file" : "")
  }

  /// `LOGSHIP_BATCH_MAX_BYTES`.
  var variable: String {
    "LOGSHIP_" + Self.words(of: path).joined(separator: "_").uppercased()
  }

  /// Every flag, the shortest to type first, with its dashes.
  var flags: [String] { (flagAliases + [flag]).map { "--\($0)" } }

  /// Every variable that gives the value, in the order in which they are asked.
  var variables: [String] { variableAliases + [variable] + formerVariables }

  /// Of a secret: the variables that name a file with the value.
  var fileVariables: [String] { isSecret ? (variableAliases + [variable]).map { "\($0)_FILE" } : [] }

  /// The words of a path in lower case; a run of capitals (`HTTP`) is one word.
  private static func words(of path: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(path)
    for (index, character) in characters.enumerated() {
      if character == "." {
        words.append(word)
        word = ""
        continue
      }
      let followsSmall = index > 0 && characters[index - 1].isLowercase
      let beginsWord =
        index > 0 && characters[index - 1].isUppercase && index + 1 < characters.count
        && characters[index + 1].isLowercase
      if character.isUppercase, !word.isEmpty, followsSmall || beginsWord {
        words.append(word)
        word = ""
      }
      word.append(contentsOf: character.lowercased())
    }
    return words + [word]
  }
}
