/// logship(1), made from the commands' own help and the table of settings.
enum ProgramManual {
  /// The page.
  ///
  /// - Parameter help: ArgumentParser's dump of the help.
  /// - Returns: mdoc.
  static func text(help: String) -> String {
    let root = CommandHelp(dump: help)
    let commands = root.subcommands.filter { $0.isShown && $0.name != "help" }.flatMap(\.shownCommands)
    var page = Mdoc(title: "logship", section: 1, name: "logship", about: trimmed(root.abstract))
    page.section("Synopsis")
    page.macro("Nm")
    page.macro("Op Cm ship")
    page.macro("Op Ar options")
    page.macro("Op Ar SOURCE ...")
    for command in commands where command.name != "ship" {
      page.macro("Nm")
      page.macro("Cm \(command.name)")
      page.macro("Op Ar options")
    }
    page.section("Commands")
    for command in commands {
      page.subsection(command.name)
      page.paragraph(command.abstract)
      if !command.discussion.isEmpty { page.paragraph(command.discussion) }
      page.list(items(command.arguments.filter { !isOfSetting($0) }))
    }
    page.section("Options for settings")
    page.paragraph(
      "Every setting has a flag, which is stronger than its variable and the configuration file. "
        + "What the settings mean and take is in logship-config(5).")
    page.list(SettingTable.all.map { ($0.typedFlags, [$0.help]) })
    page.section("Environment")
    page.list(
      [("LOGSHIP_CONFIG", ["The configuration file, unless --config names one."])]
        + SettingTable.all.map { ($0.variables.joined(separator: ", "), ["Sets \($0.path)."]) }
        + [
          ("STATE_DIRECTORY, XDG_STATE_HOME", ["Where the state folder is, unless the setting state names it."]),
          ("XDG_CONFIG_HOME", ["Where the user's configuration is, in place of ~/.config."]),
        ])
    page.section("Files")
    page.list([
      ("~/.config/logship/config.json", ["The user's configuration."]),
      ("/etc/logship/config.json", ["The machine's, read where the user has none."]),
      ("/var/lib/logship", ["The state folder of root."]),
      ("~/.local/state/logship", ["The state folder of other users."]),
    ])
    page.section("Exit status")
    page.list(ExitCode.allCases.map { ("\($0.rawValue)", [$0.meaning]) })
    page.section("Examples")
    page.literal([
      "logship check", "logship ship s3://audit/keys/", "logship --dry-run report.csv",
      "logship --to - report.json | jq .UserName", "logship collect access-keys | logship ship -",
    ])
    page.section("See also")
    page.macro("Xr logship-config 5")
    return page.text
  }

  private static func isOfSetting(_ argument: CommandHelp.Argument) -> Bool {
    let flags = Set(SettingTable.all.flatMap(\.flags))
    return argument.names.contains { flags.contains($0) || flags.contains(positive($0) ?? "") }
  }

  /// Arguments with their words, `--progress` and `--no-progress` as one.
  private static func items(_ arguments: [CommandHelp.Argument]) -> [(name: String, words: [String])] {
    let negative = Set(arguments.flatMap(\.names).compactMap(positive))
    return arguments.filter { $0.names.compactMap(positive).isEmpty }.map { argument in
      let names = argument.names.filter(negative.contains).map { ", --no-" + $0.dropFirst(2) }
      return (argument.typed + names.joined(), [argument.words])
    }
  }

  private static func positive(_ flag: String) -> String? {
    flag.hasPrefix("--no-") ? "--" + flag.dropFirst(5) : nil
  }

  private static func trimmed(_ sentence: String) -> String {
    sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
  }
}

extension Setting {
  fileprivate var typedFlags: String {
    if case .toggle = kind { return flags.flatMap { [$0, "--no-" + $0.dropFirst(2)] }.joined(separator: ", ") }
    return "\(flags.joined(separator: ", ")) \(valueName)"
  }
}
