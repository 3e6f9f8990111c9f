import ArgumentParser

@main
struct Logship: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "logship", version: "0.1.0")
}
