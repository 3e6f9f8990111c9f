import ArgumentParser

@main
struct LogshipWorkspace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logship-workspace",
    abstract: "A local stand-in for the workspace that logship ships to.",
    version: "0.1.0",
    subcommands: [Serve.self, Show.self, Keys.self, Count.self],
    defaultSubcommand: Serve.self)
}
