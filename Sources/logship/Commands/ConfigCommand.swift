import ArgumentParser

/// `logship config`: prints a configuration made from the present one.
struct ConfigCommand: ParsableCommand {
  enum Purpose: String, CaseIterable, ExpressibleByArgument {
    case logsIngestion = "logs-ingestion"
  }

  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print the present configuration, changed for another way to send.",
    discussion: """
      With --for logs-ingestion the workspace of the HTTP Data Collector API makes room for a data collection rule of its \
      successor, the Logs Ingestion API: put the rule's endpoint and immutable id where the text says so. Nothing is \
      written but to standard output, and no secret is.
      """)

  @Option(name: .customLong("for"), help: ArgumentHelp("What for", valueName: "logs-ingestion"))
  var purpose: Purpose

  @OptionGroup var configuration: ConfigurationFlags

  func run() throws {
    let surroundings = try Surroundings.current()
    let typed = configuration.typed(in: surroundings)
    let settings = try Settings.resolve(typed, in: surroundings)
    settings.tellWarnings()
    try StandardOutput.write(IngestionConfiguration(typed.fileContents ?? .object([]), settings).text)
    for words in leftOut(settings) { Console.standardError.line(words) }
    for row in settings.rows where row.path.hasPrefix("destination.dataCollector.") {
      switch row.origin {
      case .standard, .file: continue
      case .flag, .variable:
        Console.standardError.line(Shown.line("\(row.path) comes from \(row.place): take it out there as well"))
      }
    }
  }

  /// What a data collection rule does not take over, or refuses.
  private func leftOut(_ settings: Settings) -> [String] {
    let collector = settings.destination.dataCollector
    var words: [String] = []
    if collector.resourceID != nil {
      words.append(
        "\(DestinationSettings.resourceID.setting.path) is left out: a rule takes records for no other resource")
    }
    let logType = DestinationSettings.logType.setting.path
    if settings.rows.contains(where: { $0.path.hasPrefix(logType) && $0.origin != .standard }) {
      words.append(
        "\(logType) is left out: a rule's streams have names of their own, and lead to the "
          + "tables that the rule names")
    }
    let rules = ColumnRules(known: .all, columns: settings.columns, isForRule: true) { path in
      settings.rows.first { $0.path == path }?.origin ?? .standard
    }
    return words + rules.problems().map { "the rule does not take this: \($0)" }
  }
}
