import ArgumentParser
import LocalWorkspace

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print stored records as a table.")

  @OptionGroup var source: DatabaseOption

  @Option(help: "The log type, or the table of a rule, to show; all of them by default.")
  var logType: String?

  @Option(help: "How many records of each log type.")
  var limit = 20

  @Option(help: ArgumentHelp("The columns to show, with or without suffix.", valueName: "a,b,c"))
  var columns: String?

  func run() throws {
    let store = try source.open()
    let wanted = columns.map { $0.split(separator: ",").map(String.init) }
    for name in try logType.map({ [$0] }) ?? store.tableNames() {
      let table = try store.storedTable(name, limit: max(0, limit), columns: wanted)
      Output.line("\(try store.title(of: name))\n\(table.text)")
      if let dropped = try store.droppedColumns(of: name) { Output.line("dropped, since not declared: \(dropped)") }
      Output.line("")
    }
  }
}
