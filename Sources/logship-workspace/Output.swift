import Foundation

/// The standard streams by whole lines, from any thread, at once and without a buffer.
enum Output {
  static func error(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("logship-workspace: \(text)\n".utf8))
  }

  static func line(_ text: String) {
    // Whoever reads may be gone; that is no reason to stop answering requests.
    try? FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
  }
}
