import ArgumentParser
import Foundation
import LocalWorkspace

struct Count: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print how much is stored, as JSON.")

  @OptionGroup var source: DatabaseOption

  func run() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Output.line(String(decoding: try encoder.encode(try source.open().counts()), as: UTF8.self))
  }
}
