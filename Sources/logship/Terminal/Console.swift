import Glibc
import Synchronization

/// Standard error: lines, and on a terminal one progress line below them.
///
/// All threads write through it, one whole piece at a time, so that neither tears the other: a line first takes the
/// progress line away and then puts it back.
final class Console: Sendable {
  /// The process's own.
  static let standardError = Console(
    isTerminal: isatty(STDERR_FILENO) == 1, width: { terminalWidth() },
    // Nobody is left to be told where standard error cannot be written.
    write: { _ = StandardOutput.writeAll($0, to: STDERR_FILENO) })

  let isTerminal: Bool
  private let width: @Sendable () -> Int
  private let write: @Sendable (String) -> Void
  /// The progress line as it stands, or empty.
  private let progress = Mutex("")

  /// A console over anything that takes text.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether a progress line makes sense.
  ///   - width: How many columns there are now.
  ///   - write: Takes one piece of text; never called by two threads at once.
  init(isTerminal: Bool, width: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void) {
    self.isTerminal = isTerminal
    self.width = width
    self.write = write
  }

  /// Writes a line; the line end is added.
  func line(_ text: String) {
    progress.withLock { progress in
      write(progress.isEmpty ? "\(text)\n" : "\(Self.clear)\(text)\n\(progress)")
    }
  }

  /// Puts this in place of the progress line, or takes it away with an empty text.
  ///
  /// Off a terminal it does nothing.
  func showProgress(_ text: String) {
    guard isTerminal else { return }
    progress.withLock { progress in
      guard !text.isEmpty || !progress.isEmpty else { return }
      // The last column stays free: a full line would wrap, and could not be taken away.
      progress = String(text.prefix(max(0, width() - 1)))
      write(Self.clear + progress)
    }
  }

  /// To the first column, and clear to the end.
  private static let clear = "\r\u{1B}[K"

  private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
