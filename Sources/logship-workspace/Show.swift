import ArgumentParser
import LocalWorkspace

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print stored records as a table.")

  @OptionGroup var source: DatabaseOption

  @Option(help: "The log type to show; all of them by default.")
  var logType: String?

  @Option(help: "How many records of each log type.")
  var limit = 20

  @Option(help: ArgumentHelp("The columns to show, with or without suffix.", valueName: "a,b,c"))
  var columns: String?

  func run() throws {
    let store = try source.open()
    let wanted = columns.map { $0.split(separator: ",").map(String.init) }
    for name in try logType.map({ [$0] }) ?? store.tableNames() {
      Output.line("\(name)_CL\n\(try store.storedTable(name, limit: max(0, limit), columns: wanted).text)\n")
    }
  }
}
