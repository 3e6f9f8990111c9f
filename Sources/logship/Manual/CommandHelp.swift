/// A command as ArgumentParser describes it in its dump of the help.
struct CommandHelp {
  struct Argument {
    let isPositional: Bool
    /// As they are typed, with dashes.
    let names: [String]
    let valueName: String
    let takesValue: Bool
    let words: String
  }

  /// As it is typed, `collect access-keys` where it is one of another's.
  private(set) var name: String
  let abstract: String
  let discussion: String
  let isShown: Bool
  let arguments: [Argument]
  let subcommands: [CommandHelp]

  /// Reads the dump; what it lacks is empty.
  init(dump: String) {
    let root = (try? JSONParser.parse(Array(dump.utf8))) ?? .null
    self.init(root["command"] ?? .null)
  }

  /// The commands that do something, of those of which this one is made; itself where there are none.
  var shownCommands: [CommandHelp] {
    let inner = subcommands.filter { $0.isShown && $0.name != "help" }
    guard !inner.isEmpty else { return [self] }
    return inner.flatMap(\.shownCommands)
      .map { command in
        var command = command
        command.name = "\(name) \(command.name)"
        return command
      }
  }

  private init(_ value: JSONValue) {
    name = value["commandName"]?.text ?? ""
    abstract = value["abstract"]?.text ?? ""
    discussion = value["discussion"]?.text ?? ""
    isShown = value["shouldDisplay"] != .toggle(false)
    arguments = (value["arguments"]?.elements ?? []).filter { $0["shouldDisplay"] != .toggle(false) }.map(Argument.init)
    subcommands = (value["subcommands"]?.elements ?? []).map(CommandHelp.init)
  }
}

extension CommandHelp.Argument {
  fileprivate init(_ value: JSONValue) {
    isPositional = value["kind"] == .text("positional")
    names = (value["names"]?.elements ?? []).compactMap { name in
      name["name"]?.text.map { (name["kind"] == .text("long") ? "--" : "-") + $0 }
    }
    valueName = value["valueName"]?.text ?? ""
    takesValue = value["kind"] == .text("option")
    words = value["abstract"]?.text ?? ""
  }

  /// How the argument is typed.
  var typed: String {
    isPositional ? valueName : names.joined(separator: ", ") + (takesValue ? " \(valueName)" : "")
  }
}
