import ArgumentParser
import State
import Threads

/// `logship status`: tells what the state folder holds, and changes nothing in it.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the last runs, what was shipped, and what waits in the state folder.",
    discussion: "Nothing is changed or sent, and a run that is going on is not held up.")

  @Flag(help: "Print one JSON object; its names are in docs/operations.md")
  var json = false

  @OptionGroup var configuration: ConfigurationFlags

  func run() throws {
    // The library that reads the ledger waits for a thread as long as there is none.
    guard WorkerThread({}) != nil else { throw CommandFailure.noThread }
    let settings = try configuration.resolve(in: .current())
    settings.tellWarnings()
    let folder = StateFolder(path: try settings.stateFolder())
    let status: StateStatus
    do throws(StateError) {
      status = try StateStatus(of: folder, configured: settings.destination.keys)
    } catch {
      throw CommandFailure(.disk, "\(error)")
    }
    try StandardOutput.write(json ? status.json.compact + "\n" : status.text)
  }
}
