import ArgumentParser

/// `logship generate`: writes what is made from the tables, for `scripts/install` and for whoever packages logship.
struct Generate: ParsableCommand {
  enum Product: String, CaseIterable, ExpressibleByArgument {
    case manual = "logship.1"
    case configurationManual = "logship-config.5"
    case example = "config.example.json"
    case azureTemplate = "deploy/azure/logship.json"
  }

  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a manual page, the example configuration or a template to standard output.", shouldDisplay: false)

  @Argument(help: "What to write")
  var product: Product

  func run() throws {
    try StandardOutput.write(Self.text(of: product))
  }

  /// The whole text of a product.
  static func text(of product: Product) -> String {
    switch product {
    case .manual: ProgramManual.text(help: Logship._dumpHelp())
    case .configurationManual: ConfigurationManual.text
    case .example: ExampleConfiguration.text
    case .azureTemplate: AzureTemplate.deployment
    }
  }
}
