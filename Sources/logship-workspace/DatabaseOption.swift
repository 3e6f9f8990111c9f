import ArgumentParser
import Foundation
import LocalWorkspace

/// The database that a subcommand reads.
struct DatabaseOption: ParsableArguments {
  @Option(help: ArgumentHelp("The SQLite database of a workspace, which may be running.", valueName: "file"))
  var database: String

  func open() throws -> RecordStore {
    guard FileManager.default.fileExists(atPath: database) else {
      throw ValidationError("--database \(database) does not exist")
    }
    return try RecordStore(reading: database)
  }
}
