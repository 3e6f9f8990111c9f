import AWS
import Delivery

extension SourceLocation {
  /// Reads the SOURCE arguments of a command.
  ///
  /// - Parameter texts: As typed.
  /// - Returns: Where each is.
  /// - Throws: `CommandFailure` of code `usage` that tells what is wrong with the first that is none.
  static func typed(_ texts: [String]) throws(CommandFailure) -> [SourceLocation] {
    try read(texts, orEndWith: .usage)
  }

  fileprivate static func read(_ texts: [String], orEndWith code: ExitCode) throws(CommandFailure) -> [SourceLocation] {
    var locations: [SourceLocation] = []
    for text in texts {
      do throws(AWSError) {
        locations.append(try SourceLocation(text))
      } catch {
        throw CommandFailure(code, "\(error)")
      }
    }
    return locations
  }
}

extension Settings {
  /// What a command reads: the sources that are typed, else those of the configuration.
  func sources(unless typed: [SourceLocation]) throws(CommandFailure) -> [SourceLocation] {
    // They were judged when the configuration was.
    typed.isEmpty ? try SourceLocation.read(source.paths, orEndWith: .configuration) : typed
  }
}
