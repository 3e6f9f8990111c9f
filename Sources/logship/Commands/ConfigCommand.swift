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
    let surroundings = Surroundings.current()
    let settings = try configuration.resolve(in: surroundings)
    let file = try ConfigurationFile.find(flag: configuration.config, in: surroundings)
    // It was read a moment ago, when the settings were.
    let present = try file.map { try JSONParser.parse($0.bytes) }
    try StandardOutput.write(IngestionConfiguration(present ?? .object([]), settings).text)
    for row in settings.rows where row.path.hasPrefix("destination.dataCollector.") {
      // Behind a file's name the form of a secret may follow.
      let isOfFile = file.map { row.origin == $0.path || row.origin.hasPrefix("\($0.path) ") } ?? false
      guard row.origin != Origin.standard.description, !isOfFile else { continue }
      Console.standardError.line("\(row.path) comes from \(row.origin): take it out there as well")
    }
  }
}
