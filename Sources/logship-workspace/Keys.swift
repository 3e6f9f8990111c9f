import ArgumentParser
import LocalWorkspace

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the access keys that are stored, the oldest first, beside the events of each.")

  @OptionGroup var source: DatabaseOption

  @Option(help: "How many keys.")
  var limit = 20

  func run() throws {
    Output.line("\(try source.open().keyTable(limit: max(0, limit)).text)\n")
  }
}
