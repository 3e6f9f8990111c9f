import Files
import Glibc

/// Standard output, with its failures seen.
enum StandardOutput {
  /// Writes a text whole.
  ///
  /// - Parameter text: What to write, line ends included.
  /// - Throws: `CommandFailure` with `disk` where it cannot be written. A reader that closed the pipe has seen enough,
  ///   which is no failure.
  static func write(_ text: String) throws(CommandFailure) { try write(Array(text.utf8)) }

  /// Writes bytes whole, as `write(_:)` does a text.
  ///
  /// - Returns: False where the reader left before it had all.
  /// - Throws: `CommandFailure` with `disk`.
  @discardableResult
  static func write(_ bytes: [UInt8]) throws(CommandFailure) -> Bool {
    let code = writeAll(bytes, to: STDOUT_FILENO)
    guard code == 0 || code == EPIPE else {
      throw CommandFailure(.disk, "cannot write to standard output: \(SystemError.words(code))")
    }
    return code == 0
  }

  /// Writes all bytes of a text, and returns 0 or the `errno` that stopped it.
  static func writeAll(_ text: String, to descriptor: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { WholeWrite.write(UnsafeRawBufferPointer($0), to: descriptor).failure }
  }

  /// Writes all bytes, and returns 0 or the `errno` that stopped it.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { WholeWrite.write($0, to: descriptor).failure }
  }
}
