/// logship-config(5), made from the table of settings.
enum ConfigurationManual {
  /// The page, as mdoc.
  static var text: String {
    var page = Mdoc(
      title: "logship-config", section: 5, name: "logship-config", about: "configuration of logship")
    page.section("Description")
    page.paragraph(
      "The configuration is one JSON object. It is the file that --config names, else the one that the variable "
        + "LOGSHIP_CONFIG names, else the first of ~/.config/logship/config.json ($XDG_CONFIG_HOME is honoured) and "
        + "/etc/logship/config.json. Files are not merged. A setting that is null counts as not set.")
    page.paragraph(
      "A flag is stronger than a variable, a variable than the file, the file than the default. An empty variable counts "
        + "as not set. A list in a variable is a JSON array or has commas between its texts; an object is a JSON object "
        + "or NAME=TEXT with commas. On the command line such a flag is given once for each text.")
    page.paragraph(
      "A size is a number of bytes, or a text with a unit: k, M and G, or KiB, MiB and GiB. A time is a whole number "
        + "with its unit: ms, s, m, h or d. A path may begin with ~/ and is otherwise taken from the working folder.")
    page.paragraph(
      "A secret is a text, which is refused in a file that other users can read, or an object that says where it is "
        + "kept. White space at both ends is left out. It has no flag for its value; its flag and the variables that end "
        + "in _FILE name a file that holds it.")
    page.list(SecretForms.all.map { form in (form.usage, [form.meaning]) })
    page.section("Settings")
    page.list(
      SettingTable.all.map { setting in
        var words = ["\(setting.help).", "Allowed: \(setting.kind.allowed)."]
        words.append(
          setting.fallback == .null ? "Not set by default." : "Default: \(setting.fallback.compact).")
        words.append("Flags: \(setting.flags.joined(separator: ", ")).")
        words.append("Variables: \((setting.variables + setting.fileVariables).joined(separator: ", ")).")
        return (setting.path, words)
      })
    page.section("Examples")
    page.literal(ExampleConfiguration.text.split(separator: "\n").map(String.init))
    page.section("See also")
    page.macro("Xr logship 1")
    return page.text
  }
}
