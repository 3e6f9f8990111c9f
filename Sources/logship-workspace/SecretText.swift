import ArgumentParser
import Foundation

/// A secret's text from a file or a variable of the environment, never from an argument.
enum SecretText {
  /// Reads the text.
  ///
  /// - Parameters:
  ///   - file: The file that the option names, which goes before the variable.
  ///   - option: The option's name, for messages.
  ///   - variable: The variable's name.
  /// - Returns: The text, and where it comes from; nil if neither is given.
  /// - Throws: `ValidationError` for a file that cannot be read.
  static func read(file: String?, option: String, variable: String) throws -> (text: String, source: String)? {
    if let file {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw ValidationError("cannot read \(option) \(file)")
      }
      return (String(decoding: data, as: UTF8.self), "\(option) \(file)")
    }
    return ProcessInfo.processInfo.environment[variable].map { ($0, variable) }
  }
}
